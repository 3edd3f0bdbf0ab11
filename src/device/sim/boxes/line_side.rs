//! The telephone line behind a model: the exchange and its people, our box's hook and relay, what the far end hears of
//! us, and a log of everything that matters to whoever needs the line. May depend on `base` and `dsp`.

use crate::base::evidence::Evidence;
use crate::base::order::FarEndAction;
use crate::base::signal::{Hook, LineSignal, Refusal};
use crate::base::units::Frames;
use crate::device::sim::model::Input;
use crate::device::sim::script::Scenario;
use crate::device::sim::settings::SimSettings;
use crate::device::sim::stage::{Said, Stage};
use crate::device::sim::voice::Rendered;
use crate::dsp::bank::{Bank, BankConfig, Mode};
use std::collections::VecDeque;
use std::time::Duration;

/// A turn of our box's hook or of its relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// When.
    pub at: Duration,
    /// Our box holds the line.
    pub off_hook: bool,
    /// The desk phone is connected to the line.
    pub desk_connected: bool,
}

/// A line with a box in it.
pub struct LineSide {
    stage: Stage,
    off_hook: bool,
    desk_connected: bool,
    lifted: bool,
    said: VecDeque<Said>,
    turns: Vec<Turn>,
    heard: Vec<i16>,
    ears: Bank,
}

impl LineSide {
    /// A line whose people wait for [`LineSide::act`].
    #[must_use]
    pub fn new(settings: SimSettings) -> Self {
        Self::on(Stage::interactive(settings))
    }

    /// A line that plays a scenario from moment zero.
    ///
    /// # Errors
    /// A file to be spoken cannot be read: in words.
    pub fn scenario(scenario: Scenario) -> Result<Self, String> {
        Stage::scenario(scenario).map(Self::on)
    }

    fn on(stage: Stage) -> Self {
        Self {
            stage,
            off_hook: false,
            desk_connected: true,
            lifted: false,
            said: VecDeque::new(),
            turns: Vec::new(),
            heard: Vec::new(),
            ears: Bank::new(BankConfig { mode: Mode::OffHook, ..BankConfig::default() }),
        }
    }

    /// Lets time pass up to `now`.
    pub fn advance(&mut self, now: Duration) {
        self.stage.advance(now);
        while let Some(said) = self.stage.next_said() {
            if let LineSignal::Hook(hook) = said.signal {
                self.lifted = hook == Hook::Off;
            }
            self.said.push_back(said);
        }
    }

    /// When the exchange or a scenario will do something by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Duration> {
        self.stage.next_due()
    }

    /// Somebody at the far end or at the desk does something.
    ///
    /// # Errors
    /// When it makes no sense now.
    pub fn act(&mut self, action: FarEndAction, now: Duration) -> Result<(), Refusal> {
        let hook = match action {
            FarEndAction::LiftDeskPhone if !self.desk_connected => Hook::Off,
            FarEndAction::ReplaceDeskPhone if !self.desk_connected => Hook::On,
            action => {
                let done = self.stage.input(Input::Act(action), now);
                self.advance(now);
                return done;
            }
        };
        if self.lifted == (hook == Hook::Off) {
            return Err(Refusal::WrongState);
        }
        self.lifted = hook == Hook::Off;
        let signal = LineSignal::Hook(hook);
        self.said.push_back(Said { at: now, signal, evidence: Evidence::default() });
        Ok(())
    }

    /// What the line and the desk phone did, oldest first: rings, hook, caller ID where the settings let the box read it.
    pub fn next_said(&mut self) -> Option<Said> {
        self.said.pop_front()
    }

    /// Our box closes or opens the loop.
    pub fn hook(&mut self, off: bool, now: Duration) {
        if self.off_hook == off {
            return;
        }
        self.off_hook = off;
        // Refused only while the line's cable is out, and then there is no loop to close.
        let _taken = self.stage.input(if off { Input::Seize } else { Input::Release }, now);
        self.advance(now);
        self.turned(now);
    }

    /// Our box's relay connects the desk phone to the line or cuts it off.
    pub fn connect_desk(&mut self, connected: bool, now: Duration) {
        if self.desk_connected == connected {
            return;
        }
        self.desk_connected = connected;
        if self.lifted {
            let act = if connected {
                FarEndAction::LiftDeskPhone
            } else {
                FarEndAction::ReplaceDeskPhone
            };
            // Refused only while the line's cable is out. That the phone is lifted is no news; a ring that ends is.
            let _known = self.stage.input(Input::Act(act), now);
            let news = std::iter::from_fn(|| self.stage.next_said());
            self.said.extend(news.filter(|said| !matches!(said.signal, LineSignal::Hook(_))));
        }
        self.turned(now);
    }

    fn turned(&mut self, at: Duration) {
        let (off_hook, desk_connected) = (self.off_hook, self.desk_connected);
        self.turns.push(Turn { at, off_hook, desk_connected });
    }

    /// Our box's own dialler sends digits, as tones or pulses.
    ///
    /// # Errors
    /// When the line is not taken or these are no digits.
    pub fn dial(&mut self, digits: &str, now: Duration) -> Result<(), Refusal> {
        let done = self.stage.input(Input::Dial(digits.to_owned()), now);
        self.advance(now);
        done
    }

    /// Sound from the host goes out into the line. The exchange understands the keys in it.
    pub fn send(&mut self, samples: &[i16], now: Duration) {
        self.heard.extend_from_slice(samples);
        if !self.off_hook {
            return;
        }
        let sound: Vec<f32> = samples.iter().map(|&s| f32::from(s) / 32_768.0).collect();
        let mut keys = String::new();
        self.ears.feed(&sound, &mut |heard| {
            if let LineSignal::Digit { digit, .. } = heard.signal {
                keys.push(digit);
            }
        });
        if !keys.is_empty() {
            // Digits that nobody waits for change nothing.
            let _unwanted = self.dial(&keys, now);
        }
    }

    /// Everything the host has sent into the line, at 8 kHz.
    #[must_use]
    pub fn far_end_heard(&self) -> &[i16] {
        &self.heard
    }

    /// Appends what is heard on the line from the last call up to `now`.
    pub fn receive(&mut self, now: Duration, out: &mut Vec<i16>) {
        self.advance(now);
        let due = Frames::within(now);
        while self.stage.voice().position() < due {
            if matches!(self.stage.render(now, out), Rendered::Samples(0)) {
                break;
            }
        }
    }

    /// Nobody listened up to `now`.
    pub fn skip(&mut self, now: Duration) {
        self.advance(now);
        self.stage.voice().skip(Frames::within(now));
    }

    /// Our box holds the line.
    #[must_use]
    pub fn is_off_hook(&self) -> bool {
        self.off_hook
    }

    /// The desk phone is connected to the line.
    #[must_use]
    pub fn desk_is_connected(&self) -> bool {
        self.desk_connected
    }

    /// The desk phone is lifted, connected or not.
    #[must_use]
    pub fn desk_is_lifted(&self) -> bool {
        self.lifted
    }

    /// Every turn of hook and relay so far.
    #[must_use]
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The exchange, for tests that look at the other side.
    #[must_use]
    pub fn exchange(&self) -> &crate::device::sim::model::Exchange {
        self.stage.exchange()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::caller_id::{Format, Standard};
    use crate::base::order::{BurstMoment, SimulatedCaller};
    use crate::base::signal::Edge;
    use crate::device::sim::model::Phase;
    use crate::dsp::dtmf;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn said(line: &mut LineSide) -> Vec<LineSignal> {
        std::iter::from_fn(|| line.next_said()).map(|said| said.signal).collect()
    }

    #[test]
    fn a_phone_that_was_cut_off_and_lifted_answers_when_it_is_connected_and_the_ring_ends() {
        let mut line = LineSide::new(SimSettings::default());
        line.connect_desk(false, at(0));
        let caller = SimulatedCaller {
            number: "5550100".to_owned(),
            name: String::new(),
            standard: Standard::Bell202,
            format: Format::Mdmf,
            moment: BurstMoment::Never,
        };
        line.act(FarEndAction::Ring(caller), at(10)).unwrap();
        line.act(FarEndAction::LiftDeskPhone, at(20)).unwrap();
        assert_eq!(line.act(FarEndAction::LiftDeskPhone, at(30)), Err(Refusal::WrongState));
        line.advance(at(500));
        assert_eq!(
            line.exchange().phase(),
            Phase::Ringing,
            "a phone that is cut off takes no call"
        );
        let heard = [LineSignal::Ring(Edge::Begin), LineSignal::Hook(Hook::Off)];
        assert!(said(&mut line).iter().all(|signal| heard.contains(signal)));
        line.connect_desk(true, at(600));
        assert_eq!(line.exchange().phase(), Phase::Talk);
        assert_eq!(said(&mut line), [LineSignal::Ring(Edge::End)]);
    }

    #[test]
    fn keys_in_the_sound_that_we_send_dial() {
        let mut line = LineSide::new(SimSettings::default());
        line.hook(true, at(0));
        line.advance(at(2_000));
        let sound: Vec<i16> = dtmf::send("65551234", dtmf::SendOptions::default())
            .into_iter()
            .map(|v| (v * 32_767.0) as i16)
            .collect();
        let mut now = at(2_000);
        for block in sound.chunks(160) {
            now += at(20);
            line.send(block, now);
        }
        line.advance(now + at(8_000));
        assert_eq!(line.exchange().phase(), Phase::RingBack);
        assert_eq!(line.far_end_heard(), sound);
    }
}
