//! A voice modem as a box with a line: poll, orders, sound, diagnosis, and leaving the line whatever happens.
//! May depend on `base` and `audio`.

use super::bringup::PATIENCE;
use super::voice::Stage;
use super::{VoiceModem, dle};
use crate::base::capability::Capabilities;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::modem::at::Outcome;
use crate::device::{AudioRoute, LineBox};
use std::time::Duration;

/// How long closing may wait for each answer.
const CLOSING: Duration = Duration::from_millis(400);

impl LineBox for VoiceModem {
    fn name(&self) -> String {
        let name = &self.engine.wire().link().about().name;
        if name.is_empty() {
            format!("{} voice modem", self.unit.profile.name)
        } else {
            name.clone()
        }
    }

    fn capabilities(&self) -> Capabilities {
        self.unit.capabilities()
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        let end = self.engine.now() + timeout;
        loop {
            if !self.lost {
                let worked = self.work();
                self.bear(worked);
            }
            if let Some(report) = self.out.next(line) {
                return Some(report);
            }
            if self.lost {
                return None;
            }
            let left = end.saturating_sub(self.engine.now());
            let stepped = self.engine.step(left.min(self.idle()));
            self.drain();
            self.bear(stepped);
            if let Some(report) = self.out.next(line) {
                return Some(report);
            }
            if left.is_zero() {
                return None;
            }
        }
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.lost {
            return Err(Refusal::Gone);
        }
        self.take_order(order)?;
        let worked = self.work();
        self.bear(worked);
        if self.gone { Err(Refusal::Gone) } else { Ok(()) }
    }

    fn audio(&mut self) -> AudioRoute {
        if !self.unit.capabilities().audio_in || !self.can_sound() {
            return AudioRoute::Silent;
        }
        self.audio_taken = true;
        let (source, sink) = self.sound.ends();
        AudioRoute::Both(Box::new(source), Box::new(sink))
    }

    fn diagnosis(&self) -> Diagnosis {
        let mut facts = self.unit.facts.clone();
        if let Some(method) = self.method().filter(|_| self.unit.voice) {
            facts.push(("sound".to_owned(), method.coding.name().to_owned()));
        }
        if !self.signs.pattern().is_empty() {
            facts.push(("newest ring".to_owned(), self.signs.pattern().to_owned()));
        }
        let mut findings = self.findings.said.clone();
        self.signs.explain(&mut findings);
        Diagnosis {
            profile: format!("{} voice modem", self.unit.profile.name),
            facts,
            findings,
            dialogue: self.engine.dialogue().lines(),
            not_understood: self.engine.not_understood() + self.signs.unknown(),
            underruns: self.underruns,
            overruns: self.overruns + self.sound.overruns(),
            desk_phone: self.signs.desk_phone(),
            volts: None,
            link: self.engine.wire().link().counters(),
            ..Diagnosis::default()
        }
    }
}

impl VoiceModem {
    fn take_order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        let can = self.unit.capabilities();
        let possible = match order {
            BoxOrder::Seize | BoxOrder::Release => can.seize,
            BoxOrder::Dial(_) => can.dial,
            BoxOrder::DialPulse(_) => can.pulse,
            BoxOrder::Flash => can.flash,
            BoxOrder::ConnectDeskPhone(connected) => *connected || can.desk_switch,
            BoxOrder::ReportStatus => true,
            BoxOrder::Listen(on) | BoxOrder::RingDeskPhone(on) => !*on,
            BoxOrder::FarEnd(_) => false,
            BoxOrder::Tune(_) => can.tunable(),
        };
        if !possible {
            return Err(Refusal::Unsupported);
        }
        match order {
            BoxOrder::Seize => self.want.seized = true,
            BoxOrder::Release => {
                // On a line that only the desk phone holds: no more recording either.
                self.want.tap &= self.want.seized;
                self.leave_line();
            }
            BoxOrder::Dial(_) | BoxOrder::DialPulse(_) => return self.dial(order),
            BoxOrder::Flash => return self.flash(),
            BoxOrder::ConnectDeskPhone(connected) => self.want.cut = !*connected,
            BoxOrder::ReportStatus => self.signs.restate(self.engine.now(), &mut self.out),
            BoxOrder::Tune(tuning) => self.tune(*tuning),
            BoxOrder::Listen(_) | BoxOrder::RingDeskPhone(_) | BoxOrder::FarEnd(_) => {}
        }
        Ok(())
    }

    /// Leaves voice states, the line and DTR, with short deadlines and whatever the modem answers.
    fn close(&mut self) {
        let stops = if self.stage == Stage::Text { &[] } else { dle::STOPS };
        for stop in stops {
            if self.engine.send(stop).is_err() {
                break;
            }
        }
        if !stops.is_empty() || self.engine.is_busy() {
            // A dialler is broken off by any byte.
            let _tried = self.engine.send(b"\r").and_then(|()| self.engine.pause(CLOSING));
        }
        self.engine.assume_text();
        let voice = self.class == 8 || self.place != 0 || self.stage != Stage::Text;
        for word in ["AT+VLS=0", "ATH"].into_iter().skip(usize::from(!voice)) {
            match self.engine.command(word, CLOSING) {
                Ok(reply) if reply.outcome == Outcome::Timeout => {
                    let _again = self.engine.command(word, PATIENCE);
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        self.engine.wire_mut().lower();
    }
}

impl Drop for VoiceModem {
    fn drop(&mut self) {
        self.sound.end();
        if !self.gone {
            self.close();
        }
    }
}
