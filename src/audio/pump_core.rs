//! The pump's work without its thread: one step takes what the source has and passes it on.
//! Positions count samples at 8 kHz from the pump's start, losses included; detectors, recordings and moments all
//! refer to them. May depend on `base` and `dsp`.

use crate::audio::preroll::PreRoll;
use crate::audio::pump::{PumpOrder, RecordingWish};
use crate::audio::recorder::{NewRecording, RecorderSender};
use crate::audio::source::{Pulled, SampleSource};
use crate::audio::time_base::TimeBase;
use crate::base::clock::Clock;
use crate::base::evidence::Evidence;
use crate::base::ids::{CallId, LineId};
use crate::base::level::LevelCell;
use crate::base::signal::{Edge, LineSignal, Origin, Report};
use crate::base::units::{Dbm0, Frames, LINE_RATE};
use crate::dsp::bank::{Bank, BankConfig, Detection};
use crate::dsp::resample::Resampler;
use std::sync::Arc;
use std::time::Duration;

/// Blocks handed to the recorder: 20 ms.
const BLOCK: u64 = 160;
/// The level is measured over 50 ms.
const METER: usize = 400;
/// Pulls in one step: a source that never runs dry must not keep us from orders.
const PULLS: usize = 64;
/// Samples taken in one step (10 s at 48 kHz): the same.
const SAMPLES: usize = 480_000;
/// Gaps within this time are told as one.
const GAP_REPORTS: Duration = Duration::from_secs(1);
/// While the device is lost, time is passed on in pieces of this many frames.
const LOST_PIECE: u64 = 800;

/// What a pump works with.
#[derive(Debug)]
pub struct PumpSetup {
    /// The line its reports are stamped with.
    pub line: LineId,
    /// Meter and gap counts, read by views.
    pub level: Arc<LevelCell>,
    /// Where recordings go; `None`: nothing is recorded.
    pub recorder: Option<RecorderSender>,
    /// How the detectors begin.
    pub bank: BankConfig,
}

/// A recording under way.
struct Recording {
    wish: RecordingWish,
    /// Position of the next sample to hand over.
    sent: Frames,
    begun: bool,
    /// Where it ends, once that is known.
    end: Option<Frames>,
    /// Spans of silence, the newest last and perhaps still open.
    pauses: Vec<Pause>,
}

/// A span in which nothing of what is heard is written.
#[derive(Debug, Clone, Copy)]
struct Pause {
    from: Frames,
    to: Option<Frames>,
    cut: bool,
}

/// The pump without its thread.
pub struct PumpCore {
    setup: PumpSetup,
    hearing: Hearing,
    resampler: Resampler,
    rate: u32,
    time: TimeBase,
    recordings: Vec<Recording>,
    /// Since when the device is lost.
    lost: Option<Frames>,
    ended: bool,
    gap: GapReports,
    pulled: Vec<i16>,
    raw: Vec<f32>,
    line: Vec<f32>,
}

/// Everything that counts positions.
struct Hearing {
    bank: Bank,
    preroll: PreRoll,
    meter_sum: f32,
    meter_count: usize,
    heard: Vec<Detection>,
    samples: Vec<i16>,
}

/// Gaps not told yet.
#[derive(Debug, Default)]
struct GapReports {
    pending: Frames,
    at: Duration,
    told: Option<Duration>,
}

impl PumpCore {
    /// A pump for a source of this rate.
    #[must_use]
    pub fn new(setup: PumpSetup, rate: u32) -> Self {
        let hearing = Hearing {
            bank: Bank::new(setup.bank),
            preroll: PreRoll::default(),
            meter_sum: 0.0,
            meter_count: 0,
            heard: Vec::new(),
            samples: Vec::new(),
        };
        Self {
            setup,
            hearing,
            resampler: Resampler::new(rate, LINE_RATE),
            rate,
            time: TimeBase::default(),
            recordings: Vec::new(),
            lost: None,
            ended: false,
            gap: GapReports::default(),
            pulled: Vec::new(),
            raw: Vec::new(),
            line: Vec::new(),
        }
    }

    /// Carries out an order that was given at this monotonic time. A pump that is behind carries it out late, but
    /// recordings begin and end where they would have.
    pub fn obey(&mut self, order: PumpOrder, given: Duration) {
        match order {
            PumpOrder::Listen(mode) => self.hearing.bank.set_mode(mode),
            PumpOrder::Expect(region) => self.hearing.bank.set_region(region),
            PumpOrder::StartRecording(wish) => self.start_recording(wish, given),
            PumpOrder::StopRecording(call) => self.stop_recording(call, given),
            PumpOrder::PauseRecording { call, on, cut } => {
                self.pause_recording(call, (on, cut), given);
            }
        }
    }

    /// Takes what the source has and passes it on.
    pub fn step(
        &mut self,
        source: &mut dyn SampleSource,
        clock: &dyn Clock,
        tell: &mut dyn FnMut(Report),
    ) {
        let (mut taken, mut fresh) = (0, None);
        let mut now = clock.now().mono;
        for _ in 0..PULLS {
            // Looked at before every pull: on a busy machine the last one took its time, and samples that came
            // meanwhile must not seem to have come before that.
            now = clock.now().mono;
            self.pulled.clear();
            match source.pull(&mut self.pulled) {
                Pulled::Samples(0) => {
                    if let Some(at) = fresh {
                        self.caught_up(at);
                    }
                    break;
                }
                Pulled::Samples(count) => {
                    self.take(now);
                    taken += count;
                    fresh = Some(now);
                }
                Pulled::Gap(frames) => {
                    fresh = None;
                    self.lose(frames, now);
                }
                Pulled::Lost(why) => {
                    fresh = None;
                    self.device_lost(&why, now, tell);
                }
                Pulled::Back => self.device_back(source.rate(), now, tell),
                Pulled::Ended => {
                    if !self.ended {
                        self.ended = true;
                        self.device_lost("the source has ended", now, tell);
                    }
                    break;
                }
            }
            if taken >= SAMPLES {
                break;
            }
        }
        self.pass_lost_time(now);
        self.tell_heard(now, tell);
        self.gap.tell(self.setup.line, now, tell);
        self.feed_recorder();
    }

    /// The line is closed: decides what is open, ends recordings.
    pub fn finish(&mut self, now: Duration, tell: &mut dyn FnMut(Report)) {
        self.pass_lost_time(now);
        let hearing = &mut self.hearing;
        hearing.bank.finish(&mut |heard| hearing.heard.push(heard));
        self.tell_heard(now, tell);
        let end = self.hearing.preroll.end();
        for recording in &mut self.recordings {
            let cut = recording.pauses.last().filter(|pause| pause.cut && pause.to.is_none());
            let end = cut.map_or(end, |pause| pause.from.min(end));
            recording.end = Some(recording.end.map_or(end, |known| known.min(end)));
        }
        self.feed_recorder();
        self.setup.level.set(Dbm0::SILENCE);
    }

    /// Samples heard so far, losses included.
    #[must_use]
    pub fn position(&self) -> Frames {
        self.hearing.preroll.end()
    }

    /// What was heard in the last `span`, as far as it is kept.
    #[must_use]
    pub fn newest(&self, span: Duration) -> Arc<[i16]> {
        let end = self.hearing.preroll.end();
        let from = Frames(end.0.saturating_sub(Frames::within(span).0));
        self.hearing.preroll.copy(from, end).1
    }

    /// Brings the pulled samples to 8 kHz and lets everything hear them.
    fn take(&mut self, now: Duration) {
        self.raw.clear();
        self.raw.extend(self.pulled.iter().map(|&s| f32::from(s) / 32_768.0));
        self.line.clear();
        self.resampler.push(&self.raw, &mut self.line);
        self.hearing.hear(&self.line, &self.setup.level);
        self.time.arrived(self.hearing.preroll.end(), now);
    }

    /// The last samples were taken at `at`, and nothing waits any more: whatever is late now is lost.
    fn caught_up(&mut self, at: Duration) {
        let unsaid = self.time.caught_up(self.hearing.preroll.end(), at);
        if unsaid > Frames(0) {
            self.miss(unsaid, at);
        }
    }

    /// `frames` at the source's rate are missing.
    fn lose(&mut self, frames: u64, now: Duration) {
        let missing =
            Frames((u128::from(frames) * u128::from(LINE_RATE) / u128::from(self.rate)) as u64);
        // The converter's memory is of before the gap.
        self.resampler = Resampler::new(self.rate, LINE_RATE);
        self.miss(missing, now);
    }

    /// `missing` frames at 8 kHz will never come.
    fn miss(&mut self, missing: Frames, now: Duration) {
        let at = self.time.moment(self.hearing.preroll.end(), now);
        self.hearing.miss(missing);
        self.setup.level.count_gap(missing.0);
        self.gap.add(missing, at);
    }

    fn device_lost(&mut self, why: &str, now: Duration, tell: &mut dyn FnMut(Report)) {
        if self.lost.is_some() {
            return;
        }
        self.tell_heard(now, tell);
        let position = self.hearing.preroll.end();
        let at = self.time.moment(position, now);
        self.lost = Some(position);
        if self.time.is_running() {
            self.pass_lost_time(now);
        } else {
            self.time.begin(position, now);
        }
        self.setup.level.set(Dbm0::SILENCE);
        tell(self.report(at, LineSignal::AudioLost(Edge::Begin), Evidence::note(why)));
    }

    fn device_back(&mut self, rate: u32, now: Duration, tell: &mut dyn FnMut(Report)) {
        self.rate = rate.max(1);
        self.resampler = Resampler::new(self.rate, LINE_RATE);
        let Some(since) = self.lost else { return };
        self.pass_lost_time(now);
        let missing = self.hearing.preroll.end().0 - since.0;
        self.setup.level.count_gap(missing);
        self.lost = None;
        self.time.reset();
        tell(self.report(now, LineSignal::AudioLost(Edge::End), Evidence::default()));
    }

    /// While there are no samples, time goes on: detectors and recordings get silence for it.
    fn pass_lost_time(&mut self, now: Duration) {
        if self.lost.is_none() {
            return;
        }
        let end = self.time.moment(self.hearing.preroll.end(), now);
        let missing = Frames::within(now.saturating_sub(end));
        if missing.0 >= LOST_PIECE {
            self.hearing.miss(missing);
        }
    }

    fn tell_heard(&mut self, now: Duration, tell: &mut dyn FnMut(Report)) {
        let mut heard = std::mem::take(&mut self.hearing.heard);
        for detection in heard.drain(..) {
            let at = self.time.moment(detection.start, now);
            tell(self.report(at, detection.signal, detection.evidence));
        }
        self.hearing.heard = heard;
    }

    fn report(&self, at: Duration, signal: LineSignal, evidence: Evidence) -> Report {
        Report { line: self.setup.line, origin: Origin::Dsp, at, signal, evidence }
    }

    fn start_recording(&mut self, mut wish: RecordingWish, given: Duration) {
        if self.recordings.iter().any(|r| r.wish.call == wish.call && r.end.is_none()) {
            return;
        }
        let asked = self.position_at(given);
        let from = Frames(asked.0.saturating_sub(Frames::within(wish.back).0));
        let sent = from.max(self.hearing.preroll.begin());
        let there = Frames(asked.0.saturating_sub(sent.0)).duration();
        tracing::debug!(call = %wish.call, back = ?wish.back, ?there, "a recording begins");
        wish.starts_at += wish.back.saturating_sub(there);
        self.recordings.push(Recording { wish, sent, begun: false, end: None, pauses: Vec::new() });
    }

    fn stop_recording(&mut self, call: CallId, given: Duration) {
        let end = self.position_at(given);
        tracing::debug!(%call, "a recording ends");
        for recording in &mut self.recordings {
            if recording.wish.call == call {
                let cut = recording.pauses.last().filter(|pause| pause.cut && pause.to.is_none());
                let end = cut.map_or(end, |pause| pause.from.min(end));
                recording.end.get_or_insert(end.max(recording.written()));
            }
        }
    }

    fn pause_recording(&mut self, call: CallId, (on, cut): (bool, bool), given: Duration) {
        let at = self.position_at(given);
        let under_way = |r: &&mut Recording| r.wish.call == call && r.end.is_none();
        let Some(recording) = self.recordings.iter_mut().find(under_way) else { return };
        match recording.pauses.last_mut().filter(|pause| pause.to.is_none()) {
            Some(open) if on => open.cut = cut,
            Some(open) => open.to = Some(at.max(open.from)),
            None if on => {
                let from = at.max(recording.sent);
                recording.pauses.push(Pause { from, to: None, cut });
            }
            None => {}
        }
    }

    /// The position of the sample heard at this moment. Later than the end when we are behind.
    fn position_at(&self, moment: Duration) -> Frames {
        self.time.position(moment).unwrap_or(self.hearing.preroll.end())
    }

    fn feed_recorder(&mut self) {
        let Some(recorder) = &self.setup.recorder else {
            self.recordings.clear();
            return;
        };
        let preroll = &self.hearing.preroll;
        self.recordings.retain_mut(|recording| !recording.advance(recorder, preroll));
    }
}

impl Recording {
    /// Hands over what is due. `true`: the recording has ended. A beginning or an end that is refused is tried again
    /// with the next step; a refused block is left out.
    fn advance(&mut self, recorder: &RecorderSender, preroll: &PreRoll) -> bool {
        let call = self.wish.call;
        if !self.begun {
            let new = NewRecording {
                call,
                started_utc_millis: self.wish.started_utc_millis,
                offset_minutes: self.wish.offset_minutes,
                starts_at: self.wish.starts_at,
                position: self.sent,
            };
            self.begun = recorder.begin(new).is_ok();
            if !self.begun {
                return recorder.is_closed();
            }
        }
        let until = self.end.map_or(preroll.end(), |end| end.min(preroll.end()));
        let over = self.end.is_some_and(|end| end <= until);
        let due = until.0.saturating_sub(self.sent.0);
        if due >= BLOCK || (over && due > 0) {
            for (from, to) in self.sounding(until) {
                let (position, samples) = preroll.copy(from, to);
                if !samples.is_empty() && recorder.block(call, position, samples).is_err() {
                    tracing::debug!(%call, "a block for the recorder was left out");
                }
            }
            self.sent = until;
        }
        over && recorder.end(call, until).is_ok() || recorder.is_closed()
    }
}

impl Recording {
    /// What of the sound up to `until` is written: all but the pauses.
    fn sounding(&self, until: Frames) -> Vec<(Frames, Frames)> {
        let (mut spans, mut from) = (Vec::new(), self.sent);
        for pause in &self.pauses {
            let to = pause.from.min(until);
            if from < to {
                spans.push((from, to));
            }
            from = from.max(pause.to.unwrap_or(until));
        }
        if from < until {
            spans.push((from, until));
        }
        spans
    }

    /// The end of what was handed over: a pause that goes on may still be left out.
    fn written(&self) -> Frames {
        let open = self.pauses.last().filter(|pause| pause.cut && pause.to.is_none());
        open.map_or(self.sent, |pause| pause.from.min(self.sent))
    }
}

impl Hearing {
    fn hear(&mut self, line: &[f32], level: &LevelCell) {
        let heard = &mut self.heard;
        self.bank.feed(line, &mut |detection| heard.push(detection));
        self.samples.clear();
        self.samples.extend(line.iter().map(|s| (s * 32_768.0).round() as i16));
        self.preroll.push(&self.samples);
        for &sample in line {
            self.meter_sum += sample * sample;
            self.meter_count += 1;
            if self.meter_count == METER {
                level.set(Dbm0::from_rms((self.meter_sum / METER as f32).sqrt()));
                (self.meter_sum, self.meter_count) = (0.0, 0);
            }
        }
    }

    fn miss(&mut self, frames: Frames) {
        let heard = &mut self.heard;
        self.bank.gap(frames, &mut |detection| heard.push(detection));
        self.preroll.push_silence(frames);
    }
}

impl GapReports {
    fn add(&mut self, frames: Frames, at: Duration) {
        if self.pending == Frames(0) {
            self.at = at;
        }
        self.pending.0 += frames.0;
    }

    fn tell(&mut self, line: LineId, now: Duration, tell: &mut dyn FnMut(Report)) {
        let recent = self.told.is_some_and(|told| now.saturating_sub(told) < GAP_REPORTS);
        if self.pending == Frames(0) || recent {
            return;
        }
        tell(Report {
            line,
            origin: Origin::Dsp,
            at: self.at,
            signal: LineSignal::AudioGap(self.pending.duration()),
            evidence: Evidence::default(),
        });
        self.told = Some(now);
        self.pending = Frames(0);
    }
}
