//! Lines: opened, failed, heard. Signs of a line are followed here, one after the other.
//! May depend on `base`, `line`, `call`.

use super::Core;
use super::doctor::Tests;
use crate::base::caller_id::{CallerId, NameCoding};
use crate::base::capability::Capabilities;
use crate::base::clock::Stamp;
use crate::base::ids::LineId;
use crate::base::level::LevelCell;
use crate::base::order::BoxOrder;
use crate::base::signal::{LineSignal, Report};
use crate::engine::doctor::{DoctorView, FoundBoxView, Newest};
use crate::engine::effect::{Announcement, Effect, Listening};
use crate::engine::event::Known;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::LineChoice;
use crate::engine::snapshot::{BurstView, LineView};
use crate::line::machine::Line;
use crate::line::sign::{Sign, What};
use crate::line::state::LineState;
use std::sync::Arc;
use std::time::Duration;

/// Bursts the line doctor shows.
const BURSTS_KEPT: usize = 20;

/// What is read of a line without a message.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    pub(super) level: Arc<LevelCell>,
    pub(super) doctor: Arc<Newest<DoctorView>>,
}

/// One open line and what the views see of it.
#[derive(Debug)]
pub(super) struct LineDesk {
    pub(super) id: LineId,
    pub(super) choice: LineChoice,
    pub(super) line: Line,
    pub(super) audio_ok: bool,
    pub(super) claimed: Capabilities,
    /// What the line doctor tries out.
    pub(super) tests: Tests,
    name: String,
    cells: Cells,
    opened: Duration,
    bursts: Vec<BurstView>,
    listening: Option<Listening>,
}

impl LineDesk {
    pub(super) fn new(
        id: LineId,
        choice: LineChoice,
        name: String,
        claimed: Capabilities,
        cells: Cells,
        now: Stamp,
    ) -> Self {
        Self {
            id,
            choice,
            line: Line::new(claimed, now.mono),
            audio_ok: claimed.audio_in,
            claimed,
            tests: Tests::default(),
            name,
            cells,
            opened: now.mono,
            bursts: Vec::new(),
            listening: None,
        }
    }

    pub(super) fn view(&self, recording: bool) -> LineView {
        LineView {
            id: self.id,
            choice: self.choice.clone(),
            name: self.name.clone(),
            state: self.line.state(),
            audio_ok: self.audio_ok,
            since: self.line.since(),
            level: Arc::clone(&self.cells.level),
            recording,
            claimed: self.claimed,
            observed: self.line.observed(),
            bursts: self.bursts.clone(),
            doctor: Arc::clone(&self.cells.doctor),
            opened: self.opened,
            test_ring: self.tests.ring.is_some(),
            test_sound: self.tests.sound,
        }
    }

    /// When something of it is due.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let tests = [self.tests.ring, self.tests.sound].into_iter().flatten();
        tests.chain(self.line.next_deadline()).min()
    }

    /// Tells the detectors when the state makes another set sensible.
    fn listen(&mut self, out: &mut Vec<Effect>) {
        let wanted = match self.line.state() {
            // Rings may still uncover that a tap's conclusion was wrong.
            _ if self.line.is_tap() => Listening::Everything,
            LineState::Dialing | LineState::Talking | LineState::Releasing => Listening::OffHook,
            LineState::Absent | LineState::Idle | LineState::Ringing => Listening::OnHook,
        };
        if self.listening.replace(wanted) != Some(wanted) {
            out.push(Effect::Listen(self.id, wanted));
        }
    }

    /// Keeps an attempt at caller ID for the line doctor.
    fn keep_burst(&mut self, report: &Report, coding: NameCoding, now: Stamp) -> bool {
        let (text, ok) = match &report.signal {
            LineSignal::CallerId(caller) => (burst_text(caller, coding), caller.checksum_ok),
            LineSignal::BurstDamaged => (report.evidence.note.clone(), false),
            LineSignal::OtherMessage => (report.evidence.note.clone(), true),
            _ => return false,
        };
        let at_utc_millis = now.at_mono(report.at.min(now.mono)).utc_millis;
        self.bursts.insert(0, BurstView { at_utc_millis, text, ok });
        self.bursts.truncate(BURSTS_KEPT);
        true
    }
}

fn burst_text(caller: &CallerId, coding: NameCoding) -> String {
    let number = match (&caller.number, caller.absence) {
        (Some(number), _) => number.clone(),
        (None, Some(absence)) => format!("{absence:?}"),
        (None, None) => "-".to_owned(),
    };
    let name = coding.decode(&caller.name);
    let carriage = format!("{:?} {:?}", caller.standard, caller.format);
    [number, name, carriage].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ")
}

impl Core {
    pub(super) fn line_report(
        &mut self,
        report: Report,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let coding = self.settings.name_coding;
        let Some(place) = self.lines.iter().position(|desk| desk.id == report.line) else {
            return false;
        };
        let desk = &mut self.lines[place];
        let observed = desk.line.observed();
        let kept = desk.keep_burst(&report, coding, now);
        let mut signs = Vec::new();
        desk.line.hear(report, now.mono, &mut signs);
        let changed = kept || desk.line.observed() != observed || !signs.is_empty();
        self.follow(place, signs, now, out);
        changed
    }

    pub(super) fn line_opened(&mut self, desk: LineDesk, now: Stamp, out: &mut Vec<Effect>) {
        let known = self.lines.iter_mut().position(|old| {
            old.id == desk.id && old.choice == desk.choice && old.line.state() == LineState::Absent
        });
        out.push(Effect::Announce(Announcement::LineReady { name: desk.name.clone() }));
        if let Some(place) = known {
            let old = &mut self.lines[place];
            (old.name, old.claimed, old.cells) = (desk.name, desk.claimed, desk.cells);
            old.audio_ok = desk.claimed.audio_in;
            old.listening = None;
            let mut signs = Vec::new();
            old.line.returned(now.mono, &mut signs);
            old.listen(out);
            self.follow(place, signs, now, out);
            self.tune(place, out);
            return;
        }
        self.close_lines(now, out);
        let (line, state) = (desk.id, desk.line.state());
        self.lines = vec![desk];
        out.push(Effect::Announce(Announcement::Line { line, state }));
        self.lines[0].listen(out);
        self.tune(0, out);
        self.dial_early(now, out);
    }

    /// Another line was chosen: what goes on here ends.
    pub(super) fn close_lines(&mut self, now: Stamp, out: &mut Vec<Effect>) {
        for place in 0..self.lines.len() {
            let mut signs = Vec::new();
            self.lines[place].line.abandon(now.mono, &mut signs);
            self.follow(place, signs, now, out);
        }
        self.lines.clear();
    }

    pub(super) fn line_failed(
        &mut self,
        choice: &LineChoice,
        known: Option<Known>,
        why: String,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let topic = match (known, choice) {
            (Some(Known::Devices(known)), _) => {
                let names: Vec<_> = known.iter().map(|device| device.name.as_str()).collect();
                let names = names.join(", ");
                self.devices = Arc::new(known);
                Topic::NoSuchDevice(names)
            }
            (Some(Known::Boxes(known)), _) => {
                let name = |known: &FoundBoxView| format!("{} ({})", known.name, known.address);
                let names: Vec<_> = known.iter().map(name).collect();
                self.boxes = Arc::new(known);
                Topic::NoSuchBox(names.join(", "))
            }
            (None, LineChoice::Sound(_)) => Topic::AudioLost(why),
            (None, LineChoice::Simulated | LineChoice::Box(_)) => Topic::BoxLost(why),
        };
        self.notice(Severity::Error, topic, now, out);
    }

    pub(super) fn expire_lines(&mut self, now: Stamp, out: &mut Vec<Effect>) -> bool {
        let mut changed = false;
        for place in 0..self.lines.len() {
            let mut signs = Vec::new();
            self.lines[place].line.expire(now.mono, &mut signs);
            changed |= !signs.is_empty();
            self.follow(place, signs, now, out);
        }
        changed
    }

    pub(super) fn dropped(&mut self, count: u64, place: &str, now: Stamp, out: &mut Vec<Effect>) {
        let topic = Topic::Overload(format!("{place}: {count}"));
        self.notice(Severity::Warning, topic, now, out);
        let orders = self.lines.iter().map(|d| Effect::Order(d.id, BoxOrder::ReportStatus));
        out.extend(orders);
    }

    fn follow(&mut self, place: usize, signs: Vec<Sign>, now: Stamp, out: &mut Vec<Effect>) {
        for sign in signs {
            self.line_sign(place, &sign, now, out);
            self.call_sign(place, &sign, now, out);
            self.dialling_line(&sign, now, out);
            if let What::Button(button) = sign.what {
                self.headset_key(place, button, now, out);
            }
        }
    }

    /// What a sign means to the line itself.
    fn line_sign(&mut self, place: usize, sign: &Sign, now: Stamp, out: &mut Vec<Effect>) {
        let desk = &mut self.lines[place];
        let (id, name) = (desk.id, desk.name.clone());
        match &sign.what {
            What::State(state) => {
                out.push(Effect::Announce(Announcement::Line { line: id, state: *state }));
                desk.listen(out);
            }
            What::Tone(tone) => out.push(Effect::Announce(Announcement::Tone { tone: *tone })),
            What::AudioLost => {
                desk.audio_ok = false;
                self.notice(Severity::Warning, Topic::AudioLost(name), now, out);
            }
            What::AudioBack => {
                desk.audio_ok = true;
                self.notice(Severity::Info, Topic::AudioBack(name), now, out);
            }
            What::BoxLost => self.notice(Severity::Error, Topic::BoxLost(name), now, out),
            What::BoxBack => {
                out.push(Effect::Order(id, BoxOrder::ReportStatus));
                self.tune(place, out);
                self.notice(Severity::Info, Topic::BoxBack(name), now, out);
            }
            // Said once, by whoever gave the order.
            What::Refused(order, _) if self.dialling.explains(order) => {}
            What::Refused(order, why) => {
                let topic = Topic::Refused(format!("{}: {why:?}", order_name(order)));
                self.notice(Severity::Warning, topic, now, out);
            }
            What::Begun(_)
            | What::Became(_)
            | What::Ring(_)
            | What::Also
            | What::Caller { .. }
            | What::CallWaiting(_)
            | What::BurstDamaged
            | What::OffHook
            | What::OnHook
            | What::Dialled(_)
            | What::NumberComplete
            | What::Digit(_)
            | What::Button(_)
            | What::Answered(_)
            | What::NotAnswered
            | What::Answerer(_)
            | What::Gap(_)
            | What::Released { .. }
            | What::Seized
            | What::Left => {}
        }
    }
}

fn order_name(order: &BoxOrder) -> &'static str {
    match order {
        BoxOrder::Seize => "seize",
        BoxOrder::Release => "release",
        BoxOrder::Dial(_) | BoxOrder::DialPulse(_) => "dial",
        BoxOrder::Flash => "flash",
        BoxOrder::Listen(_) => "listen",
        BoxOrder::ConnectDeskPhone(_) => "connect the desk phone",
        BoxOrder::RingDeskPhone(_) => "ring the desk phone",
        BoxOrder::ReportStatus => "report status",
        BoxOrder::FarEnd(_) => "far end",
        BoxOrder::Tune(_) => "settings of the box",
    }
}
