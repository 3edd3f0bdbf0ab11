//! How long things last on a telephone line, as one row of figures with their reasons.
//! Figures follow practice: China YD/T 1277 ring 1 s on / 4 s off; North America 2 s / 4 s (GR-506);
//! Britain 0.4 / 0.2 / 0.4 / 2 s (BS 6305); caller ID per GR-30 and EN 300 659. May not depend on other layers.

use std::time::Duration;

/// All deadlines and guards of a line. Plain data: another country is another row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// After the end of a ring: no further ring within this means that the caller gave up.
    /// 7 s: the longest pause in use is 4 s; 5–6 s appear where a burst delays the second ring.
    pub ring_gap: Duration,
    /// A ring that nobody ends is taken as ended after this (2 s is the longest in use, plus slack).
    pub ring_longest: Duration,
    /// After a caller ID before the first ring: the ring follows within 2 s (EN 300 659-1 allows 0.2–0.5 s,
    /// DTMF practice a little more); 12 s leaves room for a box that debounces its ring detector.
    pub burst_to_ring: Duration,
    /// After a caller ID on a tap that hears no rings at all: how long the call may still be answered.
    /// Exchanges give up after 60 s; most people answer or leave within 40 s.
    pub blind_ringing: Duration,
    /// A caller ID that reaches us this long after the answer was still sent for this call: box reports lag up to 2 s.
    /// Call-waiting bursts in the first seconds of a call are rarer than late reports.
    pub late_caller: Duration,
    /// The same caller told again this soon (by another source, or repeated) is no second call waiting, and after a
    /// release no new call.
    pub caller_echo: Duration,
    /// Dial tone this soon after lifting a ringing phone: the caller had already left. Dial tone needs 0.3–3 s to
    /// appear and up to 1 s to be recognised.
    pub answer_guard: Duration,
    /// A ring or caller ID this soon after lifting belongs to the call that was lifted (ring trip takes up to 0.3 s, reports
    /// overtake each other).
    pub lift_race: Duration,
    /// A phone put back for less than this is a hook flash (90–600 ms in use, 800 ms at most).
    pub release_debounce: Duration,
    /// A ring this soon after an answer concluded from sound proves that nobody had answered.
    pub answer_doubt: Duration,
    /// In talk, a second ring within this of a first proves that the on-hook report was lost.
    pub ring_repeat: Duration,
    /// Voice must last this long to count as an answer where rings can be told from speech. "Wei" or "hello" lasts
    /// 0.4–0.6 s with the detector's own hang-over; clicks and knocks are under 0.2 s.
    pub voice_answers: Duration,
    /// … where rings are not reported: ringing heard through the tap may look like voice for 2 s at most.
    pub voice_answers_blind: Duration,
    /// … after dialling: breath, room and clicks on our own side come first.
    pub voice_answers_dialled: Duration,
    /// Pauses shorter than this do not end a run of speech; pauses between rings are never below 2 s.
    pub voice_pause: Duration,
    /// Sound this soon after the end of a ring is the ring dying away.
    pub ring_tail: Duration,
    /// Ring-back stays away this long: it has stopped (pauses are 4 s, in Britain 2 s).
    pub ringback_gap: Duration,
    /// No further digit for this long: the number is complete for looking up.
    pub number_pause: Duration,
    /// Digits of one DTMF caller ID follow each other within this (EN 300 659-3: 50–70 ms on, 50–70 ms off; a digit
    /// or two may be missed).
    pub key_pause: Duration,
    /// A tap heard digits and then a ring within this: the digits were a DTMF caller ID (EN 300 659-3 puts the ring
    /// 0.2–0.5 s after it; some exchanges need longer).
    pub digits_to_ring: Duration,
    /// Tap: nothing heard for this long while dialling ends the call.
    pub dialing_silence: Duration,
    /// Tap: nothing heard for this long in talk ends the call. Nobody is silent for a whole minute; music on hold is heard.
    pub talking_silence: Duration,
    /// Tap: a tone that never ends (ring-back, its end lost) ends the call after this.
    pub tone_longest: Duration,
    /// Tap: after the far end left, the line is free when the tone has been gone for this long …
    pub tap_free: Duration,
    /// … or has lasted this long.
    pub tap_free_longest: Duration,
    /// Tap: dial tone this soon after a call is the exchange's tone to a phone not yet put back.
    pub dial_tone_after_release: Duration,
    /// Speech this long after a busy tone: it was no busy tone, they talk on.
    pub voice_returns: Duration,
    /// A phone left off-hook after the far end left: the call's record is closed after this (howler tone begins about then).
    pub off_hook_forgotten: Duration,
    /// Box gone for less than this (USB re-enumeration takes 1–3 s): the call goes on.
    pub box_grace: Duration,
    /// Tap: audio gone for less than this (a re-plug by hand): the call goes on.
    pub audio_grace: Duration,
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The figures in use.
pub const TIMING: Timing = Timing {
    ring_gap: ms(7_000),
    ring_longest: ms(3_000),
    burst_to_ring: ms(12_000),
    blind_ringing: ms(45_000),
    late_caller: ms(4_000),
    caller_echo: ms(6_000),
    answer_guard: ms(5_000),
    lift_race: ms(2_000),
    release_debounce: ms(800),
    answer_doubt: ms(8_000),
    ring_repeat: ms(10_000),
    voice_answers: ms(500),
    voice_answers_blind: ms(2_500),
    voice_answers_dialled: ms(1_000),
    voice_pause: ms(1_500),
    ring_tail: ms(300),
    ringback_gap: ms(5_500),
    number_pause: ms(2_500),
    key_pause: ms(500),
    digits_to_ring: ms(5_000),
    dialing_silence: ms(30_000),
    talking_silence: ms(60_000),
    tone_longest: ms(120_000),
    tap_free: ms(2_000),
    tap_free_longest: ms(8_000),
    dial_tone_after_release: ms(10_000),
    voice_returns: ms(2_000),
    off_hook_forgotten: ms(60_000),
    box_grace: ms(5_000),
    audio_grace: ms(10_000),
};
