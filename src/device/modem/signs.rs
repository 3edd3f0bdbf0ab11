//! What a modem tells of the line, as signals: rings, caller ID, hook, keys, tones. Sorts out repetition, confirmation
//! of our own deeds, and what is told in several ways at once. Pure but for its outbox. May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, Hook, LineSignal, Tone};
use crate::device::modem::at::key_value;
use crate::device::modem::callid::{Collector, Told};
use crate::device::modem::dle::{Press, Presses};
use crate::device::modem::profile::{self, Profile, Sign};
use crate::device::outbox::{BurstRing, Outbox};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Modems repeat a tone about every four seconds; without that it has ended.
const TONE_ENDS: Duration = Duration::from_secs(6);
/// `DLE H` within this after we took the line is our own.
const OWN_HOOK: Duration = Duration::from_secs(1);
/// The ring bit and the ring text belong together within this.
const TOGETHER: Duration = Duration::from_secs(2);
/// From one ring to the next, in any country; the pulses of a desk phone's dial come faster.
const RING_PACE: RangeInclusive<Duration> = Duration::from_millis(2_500)..=Duration::from_secs(8);
/// A call that rings no more for so long is over.
const RINGS_OVER: Duration = Duration::from_secs(10);
/// The line needs a moment after the desk phone was put back.
const PUT_BACK: Duration = Duration::from_secs(1);
/// So many bursts without any caller ID are worth a word.
const SILENT_RINGS: u32 = 6;

/// The line as its modem tells it.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    ring: BurstRing,
    collector: Collector,
    presses: Presses,
    local: Option<Hook>,
    extension: Option<Hook>,
    told_hook: Option<Hook>,
    tone: Option<(Tone, Duration)>,
    /// Hook reports of the modem's own socket are our own until then.
    own_until: Duration,
    rung: Option<Duration>,
    /// It rang although the desk phone was said to be off-hook.
    doubted: Option<Duration>,
    /// Caller ID may have to be switched on again from then on: a call is over.
    over: Option<Duration>,
    bit: Option<Duration>,
    lonely_bits: u32,
    bursts: u32,
    callers: u32,
    pattern: String,
    unknown: u64,
}

impl Signs {
    /// A line that the modem said by itself.
    pub fn line(&mut self, line: &str, at: Duration, out: &mut Outbox) {
        if let Some(told) = self.collector.line(line, at) {
            return self.caller(told.whole(), out);
        }
        let upper = line.to_ascii_uppercase();
        if upper == "RING" || upper.starts_with("RING ") || upper.starts_with("DRON") {
            line.clone_into(&mut self.pattern);
            self.rings(at, out);
        } else if !(upper.starts_with("DROF")
            || key_value(line).is_some_and(|(k, _)| k == "CALLED"))
        {
            self.unknown += 1;
        }
    }

    /// A complex packet: lines of caller ID, or a message as it is.
    pub fn packet(&mut self, packet: &[u8], at: Duration, out: &mut Outbox) {
        let text: String = packet.iter().copied().map(char::from).collect();
        let mut known = false;
        for line in text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()) {
            let line = line.strip_prefix("CID").map_or(line, str::trim);
            if let Some(told) = self.collector.line(line, at) {
                known = true;
                self.caller(told.whole(), out);
            }
        }
        if known {
            // A packet is whole.
            let told = self.collector.finish();
            self.caller(told, out);
        } else {
            self.unknown += 1;
        }
    }

    /// A code of the line. What it meant, for whoever must do something about it.
    pub fn code(
        &mut self,
        code: u8,
        profile: &Profile,
        at: Duration,
        out: &mut Outbox,
    ) -> Option<Sign> {
        if let Some(press) = self.presses.code(code, at) {
            tell_press(press, out);
            return Some(Sign::Noted);
        }
        let Some(sign) = profile::common(code) else {
            self.unknown += 1;
            return None;
        };
        match sign {
            Sign::Ring => self.rings(at, out),
            Sign::LocalHook { .. } if profile.own_hook && at < self.own_until => {
                return Some(Sign::Noted);
            }
            Sign::LocalHook { off } => self.hook(Some(off), None, at, out),
            Sign::ExtensionHook { off } => self.hook(None, Some(off), at, out),
            Sign::LoopBreak => out.tell_because(at, LineSignal::LoopBreak, said(code)),
            Sign::Polarity => out.tell_because(at, LineSignal::PolarityReversed, said(code)),
            Sign::DialTone => self.tone(Tone::Dial, code, at, out),
            Sign::Ringback => self.tone(Tone::Ringback, code, at, out),
            Sign::Busy => self.tone(Tone::Busy, code, at, out),
            Sign::Congestion => self.tone(Tone::Congestion, code, at, out),
            Sign::Sit => self.tone(Tone::Sit, code, at, out),
            Sign::Cng => self.tone(Tone::FaxCng, code, at, out),
            Sign::Ced => self.tone(Tone::FaxCed, code, at, out),
            Sign::Overrun | Sign::Underrun | Sign::Hold | Sign::Resume | Sign::Noted => {}
        }
        Some(sign)
    }

    /// The modem's lines say that it rings. Never believed alone: only compared.
    pub fn ring_bit(&mut self, at: Duration) {
        self.bit.get_or_insert(at);
    }

    /// We are about to take the line.
    pub fn own_hook(&mut self, now: Duration) {
        self.own_until = now + OWN_HOOK;
    }

    /// Nobody rings any more: the line was taken.
    pub fn taken(&mut self, at: Duration, out: &mut Outbox) {
        self.ring.cut(at, out);
        let told = self.collector.finish();
        self.caller(told, out);
    }

    /// A tone has ended because we did something (dialled, left the line).
    pub fn hush(&mut self, at: Duration, out: &mut Outbox) {
        if let Some((tone, _)) = self.tone.take() {
            out.tell(at, LineSignal::Tone(tone, Edge::End));
        }
    }

    /// The tone that is heard now.
    #[must_use]
    pub fn current_tone(&self) -> Option<Tone> {
        self.tone.map(|(tone, _)| tone)
    }

    /// The desk phone's hook, where it was told.
    #[must_use]
    pub fn desk_phone(&self) -> Option<Hook> {
        self.told_hook
    }

    /// Time has passed.
    pub fn advance(&mut self, now: Duration, out: &mut Outbox) {
        self.ring.advance(now, out);
        let told = self.collector.advance(now);
        self.caller(told, out);
        tell_press(self.presses.advance(now), out);
        if let Some((tone, newest)) = self.tone.filter(|(_, newest)| *newest + TONE_ENDS <= now) {
            self.tone = None;
            out.tell(newest + TONE_ENDS, LineSignal::Tone(tone, Edge::End));
        }
        if let Some(bit) = self.bit.filter(|bit| *bit + TOGETHER <= now) {
            self.bit = None;
            let text = self.rung.is_some_and(|rung| rung + TOGETHER >= bit);
            self.lonely_bits += u32::from(!text);
        }
    }

    /// A call is over, once.
    pub fn take_over(&mut self, now: Duration) -> bool {
        let over = self.over.is_some_and(|over| over <= now);
        if over {
            self.over = None;
        }
        over
    }

    /// When [`Signs::take_over`] will say so.
    #[must_use]
    pub fn over_due(&self) -> Option<Duration> {
        self.over
    }

    /// When [`Signs::advance`] may have something to say.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        let tone = self.tone.map(|(_, newest)| newest + TONE_ENDS);
        let bit = self.bit.map(|bit| bit + TOGETHER);
        let dues = [self.ring.due(), self.collector.due(), self.presses.due(), tone, bit];
        dues.into_iter().flatten().min()
    }

    /// Says again what lasts.
    pub fn restate(&self, now: Duration, out: &mut Outbox) {
        if let Some(hook) = self.told_hook {
            out.tell(now, LineSignal::Hook(hook));
        }
        if self.ring.due().is_some() {
            out.tell(now, LineSignal::Ring(Edge::Begin));
        }
    }

    /// Lines, packets and codes that meant nothing to us.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    /// The newest kind of ring, in the modem's words.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// What is odd about what was told so far.
    pub fn explain(&self, findings: &mut Vec<String>) {
        if self.lonely_bits >= 2 {
            findings.push(
                "The modem's ring line says that it rings, but its RING text does not come."
                    .to_owned(),
            );
        }
        if self.callers == 0 && self.bursts >= SILENT_RINGS {
            findings.push(format!(
                "It has rung {} times and no caller ID came. The subscription may lack it, the exchange may send it in \
                 another way (DTMF), or the modem takes the command without having the circuit.",
                self.bursts
            ));
        }
    }

    fn rings(&mut self, at: Duration, out: &mut Outbox) {
        // A caller-ID report is over when it rings again.
        let told = self.collector.finish();
        self.caller(told, out);
        self.doubt_hook(at, out);
        self.bursts += u32::from(self.ring.due().is_none_or(|ends| ends <= at));
        (self.rung, self.over) = (Some(at), Some(at + RINGS_OVER));
        self.ring.notice(at, out);
    }

    /// A line that rings at the pace of rings has no lifted phone on it: the report of its on-hook went missing.
    fn doubt_hook(&mut self, at: Duration, out: &mut Outbox) {
        if self.told_hook != Some(Hook::Off) {
            self.doubted = None;
            return;
        }
        let before = self.doubted.replace(at);
        if before.is_some_and(|before| RING_PACE.contains(&at.saturating_sub(before))) {
            (self.local, self.extension, self.doubted) = (None, None, None);
            self.told_hook = Some(Hook::On);
            out.tell_because(at, LineSignal::Hook(Hook::On), Evidence::note("it rings"));
        }
    }

    fn caller(&mut self, told: Option<(Duration, Told)>, out: &mut Outbox) {
        let Some((at, told)) = told else { return };
        match told {
            Told::Call(id) => {
                self.callers += 1;
                out.tell_because(
                    at,
                    LineSignal::CallerId(id),
                    Evidence::note("the modem's report"),
                );
            }
            Told::Other(kind) => {
                let evidence = Evidence::note(format!("message type {kind:02x}"));
                out.tell_because(at, LineSignal::OtherMessage, evidence);
            }
            Told::Damaged(why) => {
                out.tell_because(at, LineSignal::BurstDamaged, Evidence::note(why));
            }
        }
    }

    fn hook(&mut self, local: Option<bool>, other: Option<bool>, at: Duration, out: &mut Outbox) {
        let hook = |off: bool| if off { Hook::Off } else { Hook::On };
        self.local = local.map(hook).or(self.local);
        self.extension = other.map(hook).or(self.extension);
        let off = [self.local, self.extension].contains(&Some(Hook::Off));
        if self.told_hook == Some(hook(off)) {
            return;
        }
        self.told_hook = Some(hook(off));
        if off {
            self.taken(at, out);
        }
        self.over = (!off).then_some(at + PUT_BACK);
        let who = if local.is_some() { "the modem's own socket" } else { "a phone on the line" };
        out.tell_because(at, LineSignal::Hook(hook(off)), Evidence::note(who));
    }

    fn tone(&mut self, tone: Tone, code: u8, at: Duration, out: &mut Outbox) {
        if let Some((same, newest)) = &mut self.tone
            && *same == tone
        {
            *newest = at;
            return;
        }
        self.hush(at, out);
        self.tone = Some((tone, at));
        out.tell_because(at, LineSignal::Tone(tone, Edge::Begin), said(code));
    }
}

fn said(code: u8) -> Evidence {
    Evidence::note(format!("the modem's code {}", char::from(code).escape_default()))
}

fn tell_press(press: Option<Press>, out: &mut Outbox) {
    if let Some(Press { digit, at, lasted }) = press {
        out.tell(at, LineSignal::Digit { digit, lasted });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::LineId;
    use crate::device::modem::profile::{GENERIC, PROFILES};

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn told(out: &mut Outbox) -> Vec<LineSignal> {
        std::iter::from_fn(|| out.next(LineId(1))).map(|report| report.signal).collect()
    }

    #[test]
    fn a_ring_line_without_ring_text_is_found_out_and_never_believed_alone() {
        let (mut signs, mut out, mut findings) = (Signs::default(), Outbox::default(), Vec::new());
        signs.ring_bit(at(0));
        signs.line("RING A", at(300), &mut out);
        signs.advance(at(4_000), &mut out);
        assert_eq!(told(&mut out).len(), 2);
        for ring in [10_000, 15_000] {
            signs.ring_bit(at(ring));
            signs.advance(at(ring + 3_000), &mut out);
        }
        assert_eq!(told(&mut out), []);
        signs.explain(&mut findings);
        assert!(findings.iter().any(|finding| finding.contains("RING text")), "{findings:?}");
        assert_eq!(signs.pattern(), "RING A");
    }

    #[test]
    fn a_tone_that_is_told_again_and_again_is_one_tone() {
        let (mut signs, mut out) = (Signs::default(), Outbox::default());
        for again in 0..3 {
            signs.code(b'b', &GENERIC, at(again * 4_000), &mut out);
        }
        signs.advance(at(13_999), &mut out);
        let busy = |edge| LineSignal::Tone(Tone::Busy, edge);
        assert_eq!(told(&mut out), [busy(Edge::Begin)]);
        signs.advance(at(14_000), &mut out);
        assert_eq!(told(&mut out), [busy(Edge::End)]);
    }

    #[test]
    fn a_hook_code_that_confirms_our_own_deed_is_no_desk_phone() {
        let (mut signs, mut out) = (Signs::default(), Outbox::default());
        let usr = &PROFILES[0];
        signs.own_hook(at(0));
        signs.code(b'H', usr, at(500), &mut out);
        assert_eq!((told(&mut out), signs.desk_phone()), (vec![], None));
        signs.code(b'H', usr, at(2_000), &mut out);
        signs.code(b'H', usr, at(2_100), &mut out);
        assert_eq!(told(&mut out), [LineSignal::Hook(Hook::Off)]);
    }

    #[test]
    fn a_lost_on_hook_does_not_last_beyond_the_next_call() {
        let (mut signs, mut out) = (Signs::default(), Outbox::default());
        signs.code(b'H', &GENERIC, at(0), &mut out);
        // The pulses of its dial.
        signs.line("RING", at(1_000), &mut out);
        signs.line("RING", at(2_100), &mut out);
        signs.advance(at(9_999), &mut out);
        assert!(!told(&mut out).contains(&LineSignal::Hook(Hook::On)));
        signs.line("RING", at(60_000), &mut out);
        signs.line("RING", at(65_000), &mut out);
        let on = told(&mut out);
        assert_eq!(on.last(), Some(&LineSignal::Ring(Edge::Begin)));
        assert!(on.contains(&LineSignal::Hook(Hook::On)), "{on:?}");
    }

    #[test]
    fn codes_that_nobody_knows_are_counted() {
        let (mut signs, mut out) = (Signs::default(), Outbox::default());
        for code in 0..=255 {
            signs.code(code, &GENERIC, at(0), &mut out);
        }
        assert!(signs.unknown() > 100);
    }
}
