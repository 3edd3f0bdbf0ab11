//! A receiver that hands over the bytes of bursts. A message means that somebody calls: that it rings, or that another
//! call waits. Rings themselves it does not tell, and none are made up here: the line knows what to do with a caller
//! whose rings are never heard. May depend on `base`.

use super::damage;
use super::driver::Ear;
use super::raw::RawReader;
use crate::base::capability::Capabilities;
use crate::base::evidence::Evidence;
use crate::base::message::Message;
use crate::base::signal::LineSignal;
use crate::device::diagnosis::Diagnosis;
use crate::device::outbox::Outbox;
use std::time::Duration;

/// Silence that ends a burst: longer than any pause within one.
const QUIET: Duration = Duration::from_millis(600);
/// Bytes of a burst that are kept until it is understood: seizure and the longest message.
const KEPT: usize = 512;

/// The ear of such a receiver.
#[derive(Debug, Default)]
pub(super) struct RawBox {
    reader: RawReader,
    /// What came since the last message or silence.
    run: Vec<u8>,
    begun: Duration,
    last: Duration,
    seized: bool,
    calls: u64,
    damaged: u64,
}

impl Ear for RawBox {
    fn take(&mut self, bytes: &[u8], at: Duration, out: &mut Outbox) {
        let mut messages = Vec::new();
        self.reader.push(bytes, at, &mut |message| messages.push(message));
        if self.run.is_empty() {
            self.begun = at;
        }
        self.last = at;
        let room = KEPT.saturating_sub(self.run.len());
        self.run.extend(bytes.iter().take(room));
        if !self.seized && damage::has_seizure(&self.run) {
            self.seized = true;
            out.tell(self.begun, LineSignal::BurstBegun);
        }
        for message in messages {
            (self.run, self.seized) = (Vec::new(), false);
            match message {
                Message::Call(id) => {
                    self.calls += 1;
                    out.tell(at, LineSignal::CallerId(id));
                }
                Message::Other(kind) => {
                    let note = Evidence::note(format!("message type {kind:02x}"));
                    out.tell_because(at, LineSignal::OtherMessage, note);
                }
            }
        }
    }

    fn advance(&mut self, now: Duration, out: &mut Outbox) {
        if self.due().is_none_or(|due| due > now) {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let nothing_of_it = || self.seized.then(|| "nothing followed the seizure".to_owned());
        if let Some(why) = damage::reason(&run).or_else(nothing_of_it) {
            self.damaged += 1;
            out.tell_because(self.begun, LineSignal::BurstDamaged, Evidence::note(why));
        }
        self.seized = false;
    }

    fn due(&self) -> Option<Duration> {
        (!self.run.is_empty()).then(|| self.last + QUIET)
    }

    fn repeat(&self, _now: Duration, _out: &mut Outbox) {}

    fn end(&mut self, _now: Duration, _out: &mut Outbox) {
        self.run.clear();
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { caller_id: true, ..Capabilities::default() }
    }

    fn describe(&self) -> Diagnosis {
        let mut findings = Vec::new();
        if self.damaged > 0 && self.damaged >= self.calls {
            findings.push("Half of the caller IDs or more arrive damaged.".to_owned());
        }
        Diagnosis {
            profile: "Caller-ID receiver, raw bytes".to_owned(),
            facts: vec![
                ("Calls".to_owned(), self.calls.to_string()),
                ("Damaged".to_owned(), self.damaged.to_string()),
                ("Bytes of noise".to_owned(), self.reader.skipped().to_string()),
            ],
            findings,
            not_understood: self.damaged,
            ..Diagnosis::default()
        }
    }
}
