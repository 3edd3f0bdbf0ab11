//! A Whozz Calling? as a box with one of its lines. Details (rings, hooks) are told by units that are set to it; a unit that
//! is not tells calls only. May depend on `base`.

use super::driver::Ear;
use super::whozz::{Call, Detail, Lines, Record, parse};
use crate::base::caller_id::{CallerId, Format, Standard};
use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::signal::{Button, Hook, LineSignal};
use crate::device::diagnosis::Diagnosis;
use crate::device::outbox::{BurstRing, Outbox};
use std::collections::BTreeMap;
use std::time::Duration;

/// Some units tell the first ring of a call only. While nobody answers and the unit does not say that the call is over, it
/// is taken to ring on: the longest pause in use and a little more.
const RINGS_ON: Duration = Duration::from_millis(6_200);
/// … but no longer than an exchange lets it ring.
const RINGS_AT_MOST: Duration = Duration::from_mins(1);

/// The ear of such a unit.
#[derive(Debug)]
pub(super) struct WhozzBox {
    wanted: u8,
    lines: Lines,
    ring: BurstRing,
    /// The call that rings: since when, and its newest ring.
    ringing: Option<(Duration, Duration)>,
    hook: Option<Hook>,
    /// The start of the present call was told.
    started: bool,
    /// Records of other lines.
    others: BTreeMap<u8, u64>,
    calls: u64,
    damaged: u64,
    /// Calls that were told at their end only.
    late: u64,
    not_understood: u64,
    /// Rings that nobody told.
    assumed: u64,
}

impl WhozzBox {
    /// For this line of the unit.
    pub(super) fn new(wanted: u8) -> Self {
        Self {
            wanted,
            lines: Lines::default(),
            ring: BurstRing::default(),
            ringing: None,
            hook: None,
            started: false,
            others: BTreeMap::new(),
            calls: 0,
            damaged: 0,
            late: 0,
            not_understood: 0,
            assumed: 0,
        }
    }

    fn line(&mut self, line: &[u8], at: Duration, out: &mut Outbox) {
        match parse(line) {
            None => self.not_understood += 1,
            Some((number, _)) if number != self.wanted => {
                *self.others.entry(number).or_insert(0) += 1;
            }
            Some((_, Record::Detail(detail))) => self.detail(detail, at, out),
            Some((_, Record::Call(call))) => self.call(&call, at, out),
        }
    }

    fn detail(&mut self, detail: Detail, at: Duration, out: &mut Outbox) {
        match detail {
            Detail::Ring => {
                let begun = self.ringing.map_or(at, |(begun, _)| begun);
                self.ringing = Some((begun, at));
                self.ring.notice(at, out);
            }
            Detail::OffHook => self.turned(Hook::Off, at, out),
            Detail::OnHook => self.turned(Hook::On, at, out),
            Detail::Flash => out.tell(at, LineSignal::Button(Button::Flash)),
        }
    }

    fn turned(&mut self, hook: Hook, at: Duration, out: &mut Outbox) {
        self.rings_no_more(at, out);
        self.hook = Some(hook);
        out.tell(at, LineSignal::Hook(hook));
    }

    fn rings_no_more(&mut self, at: Duration, out: &mut Outbox) {
        self.ringing = None;
        self.ring.cut(at, out);
    }

    fn call(&mut self, call: &Call, at: Duration, out: &mut Outbox) {
        let told_before = call.ended && std::mem::take(&mut self.started);
        self.started |= !call.ended;
        if !told_before {
            self.calls += 1;
            self.late += u64::from(call.ended);
            self.tell(call, at, out);
        }
        if call.ended {
            self.rings_no_more(at, out);
            if self.hook.is_none() {
                let note = format!("the box: the call lasted {} s", call.seconds);
                out.tell_because(at, LineSignal::Cleared, Evidence::note(note));
            }
        }
    }

    fn tell(&mut self, call: &Call, at: Duration, out: &mut Outbox) {
        if call.outgoing {
            let note = || Evidence::note("dialled, told by the box as a whole");
            for digit in call.number.chars().filter(|digit| *digit != '+') {
                let signal = LineSignal::Digit { digit, lasted: Duration::ZERO };
                out.tell_because(at, signal, note());
            }
        } else if !call.good {
            self.damaged += 1;
            let note = Evidence::note("the box: wrong checksum");
            out.tell_because(at, LineSignal::BurstDamaged, note);
        } else if !call.ended {
            let id = CallerId {
                standard: Standard::Box,
                format: Format::Box,
                number: Some(call.number.clone()).filter(|number| !number.is_empty()),
                absence: call.absence,
                name: call.name.clone(),
                time: call.time,
                checksum_ok: true,
            };
            out.tell(at, LineSignal::CallerId(id));
        }
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        if self.late > 0 && self.late == self.calls {
            let what = "The unit tells calls only when they are over; set it to tell them when they begin.";
            findings.push(what.to_owned());
        }
        if self.calls == 0 && !self.others.is_empty() {
            findings.push(
                "Only other lines of the unit had calls so far; is it the right one?".to_owned(),
            );
        }
        if self.calls > 0 && self.hook.is_none() && self.ringing.is_none() {
            let what = "The unit is not set to tell rings and hooks (its setting “d”).";
            findings.push(what.to_owned());
        }
        if self.assumed > 0 {
            let what = "The unit tells the first ring of a call only; further ones are assumed.";
            findings.push(what.to_owned());
        }
        findings
    }
}

impl Ear for WhozzBox {
    fn take(&mut self, bytes: &[u8], at: Duration, out: &mut Outbox) {
        let mut whole = Vec::new();
        self.lines.push(bytes, &mut |line| whole.push(line.to_vec()));
        for line in whole {
            self.line(&line, at, out);
        }
    }

    fn advance(&mut self, now: Duration, out: &mut Outbox) {
        self.ring.advance(now, out);
        if let Some((begun, newest)) = self.ringing
            && newest + RINGS_ON <= now
        {
            let next = newest + RINGS_ON;
            let goes_on = next < begun + RINGS_AT_MOST;
            self.ringing = goes_on.then_some((begun, next));
            if goes_on {
                self.assumed += 1;
                self.ring.notice(next, out);
                self.ring.advance(now, out);
            }
        }
    }

    fn due(&self) -> Option<Duration> {
        let next = self.ringing.map(|(_, newest)| newest + RINGS_ON);
        [self.ring.due(), next].into_iter().flatten().min()
    }

    fn repeat(&self, now: Duration, out: &mut Outbox) {
        if let Some(hook) = self.hook {
            out.tell(now, LineSignal::Hook(hook));
        }
    }

    fn end(&mut self, now: Duration, out: &mut Outbox) {
        self.rings_no_more(now, out);
    }

    fn capabilities(&self) -> Capabilities {
        // Rings and hooks are told by units that are set to it: seen, not claimed.
        Capabilities { caller_id: true, ..Capabilities::default() }
    }

    fn describe(&self) -> Diagnosis {
        let mut facts = vec![
            ("Line of the unit".to_owned(), format!("{:02}", self.wanted)),
            ("Calls".to_owned(), self.calls.to_string()),
            ("Damaged".to_owned(), self.damaged.to_string()),
        ];
        for (line, records) in &self.others {
            facts.push((format!("Records of line {line:02}"), records.to_string()));
        }
        Diagnosis {
            profile: "Whozz Calling? records".to_owned(),
            facts,
            findings: self.findings(),
            not_understood: self.not_understood,
            desk_phone: self.hook,
            ..Diagnosis::default()
        }
    }
}
