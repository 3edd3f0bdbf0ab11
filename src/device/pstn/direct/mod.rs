//! Drives a direct-line box: a relay for the hook, one for the desk phone, a notice at each ring, and a sound card.
//! Follows USB CDC PSTN 1.2, direct line control model (sections 3.2.1, 6.3, 6.5). May depend on `base`.
//!
//! Rule of listening: these boxes decode no caller ID, the computer must hear it, and the line is heard on-hook only in
//! the snooping state. So the first ring of a free line switches snooping on, and [`LISTENS_AFTER_RING`] without a ring
//! switches it off. Whoever expects a caller ID before the first ring orders `Listen(true)`, which lasts until
//! `Listen(false)`.

mod desk;
mod dialling;
mod hook;

use super::descriptors::{DIRECT_AUX, DIRECT_PULSE, Function};
use super::notification::{self, Notification, NotificationReader};
use super::pace::{self, Paced};
use super::quirks::{self, Quirks};
use super::requests::{HookState, SET_AUX_LINE_STATE, SET_HOOK_STATE};
use super::steps::Steps;
use super::usb_audio::UsbAudio;
use super::wire::{Wire, device_error};
use super::{Options, country};
use crate::base::capability::Capabilities;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, Hook, LineSignal, Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::error::DeviceError;
use crate::device::link::{Arrival, Link, LinkErrorKind};
use crate::device::outbox::BurstRing;
use crate::device::{AudioRoute, LineBox};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Snooping ends when no ring came for so long: one burst and the longest pause after which a call still goes on.
pub const LISTENS_AFTER_RING: Duration = Duration::from_secs(7);
/// A hook that moved shakes the line; for so long, what looks like a ring is none.
const SETTLES: Duration = Duration::from_millis(300);
/// From one ring to the next, in any country; the pulses of a desk phone's dial come faster.
const RING_PACE: RangeInclusive<Duration> = Duration::from_millis(2_500)..=Duration::from_secs(8);
/// How often the box is told the state of its hook and relay again: finds a box that no longer answers, and repairs one that has
/// forgotten its state.
const BEAT: Duration = Duration::from_secs(30);
/// Beats that may fail one after the other.
const MISSED_BEATS: u8 = 2;
/// From one ring of the desk phone that we make to the next: one second of ringing, four of pause.
const DESK_RING: Duration = Duration::from_secs(5);

/// An open direct-line box.
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts: line, listening, relay, holding circuit"
)]
pub struct DirectBox {
    wire: Wire,
    function: Function,
    claims: Capabilities,
    reader: NotificationReader,
    odd: u64,
    ring: BurstRing,
    /// Rings before this are the hook's shaking.
    settled: Duration,
    seized: bool,
    hook: HookState,
    /// Ordered by hand.
    listen: bool,
    /// Listening because of a ring.
    listens_until: Option<Duration>,
    desk: Option<Hook>,
    desk_connected: bool,
    /// The last ring notice that was not believed because the desk phone was said to be off-hook.
    doubted: Option<Duration>,
    desk_ring: Option<Duration>,
    steps: Steps,
    /// The order that the steps carry out, for a refusal that comes late.
    ordered: Option<BoxOrder>,
    /// The holding circuit is closed for pulses.
    holding: bool,
    beat: Duration,
    missed: u8,
}

impl DirectBox {
    /// Opens the box: on-hook, desk phone connected, whatever a crash may have left.
    ///
    /// # Errors
    /// As the link says; `Failed` when the line could not be put on-hook (the box is reset then: try again).
    pub fn open(
        link: Box<dyn Link>,
        function: Function,
        options: Options,
    ) -> Result<Self, DeviceError> {
        let quirks = quirks::of(link.about().usb);
        let wire = Wire::open(link, &function)?;
        let now = wire.now();
        let mut this = Self {
            claims: claims(&function, quirks),
            wire,
            function,
            reader: NotificationReader::default(),
            odd: 0,
            ring: BurstRing::default(),
            settled: now,
            seized: false,
            hook: HookState::OnHook,
            listen: false,
            listens_until: None,
            desk: None,
            desk_connected: true,
            doubted: None,
            desk_ring: None,
            steps: Steps::default(),
            ordered: None,
            holding: false,
            beat: now + BEAT,
            missed: 0,
        };
        this.find(quirks);
        this.bring_up(options)?;
        Ok(this)
    }

    /// Doubts that the descriptors leave.
    fn find(&mut self, quirks: Quirks) {
        let findings = &mut self.wire.findings;
        if self.function.direct & DIRECT_AUX != 0 {
            findings.say("hook", quirks.hook_doubt());
            findings.say("desk ring", quirks.ring_doubt());
        }
        if self.function.audio.is_none() {
            findings.say("sound", "The box has no sound card: no caller ID can be heard on it.");
        }
    }

    fn bring_up(&mut self, options: Options) -> Result<(), DeviceError> {
        if let Err(error) = self.wire.insist(SET_HOOK_STATE, HookState::OnHook.value()) {
            if error.kind != LinkErrorKind::Gone {
                self.wire.reset();
            }
            return Err(device_error(&error));
        }
        if self.claims.desk_switch
            && let Err(error) = self.wire.insist(SET_AUX_LINE_STATE, 1)
        {
            match error.kind {
                LinkErrorKind::Stalled => self.take_back_desk_switch(),
                _ => return Err(device_error(&error)),
            }
        }
        country::choose(&mut self.wire, &self.function, options.country)
            .map_err(|error| device_error(&error))?;
        Ok(())
    }

    /// The sound card of the line, for whoever finds the operating system's one that it became (same USB place).
    #[must_use]
    pub fn usb_audio(&self) -> Option<&UsbAudio> {
        self.function.audio.as_ref()
    }

    /// Whether a ring notice can be one: no loop of ours is closed or was just opened, nor one of the desk phone's. What
    /// comes at the pace of rings although the desk phone was said to be off-hook shows that its on-hook went missing.
    fn may_ring(&mut self, at: Duration) -> bool {
        if self.seized || at < self.settled {
            return false;
        }
        if self.desk != Some(Hook::Off) || !self.desk_connected {
            return true;
        }
        let before = self.doubted.replace(at);
        let believed = before.is_some_and(|before| RING_PACE.contains(&at.saturating_sub(before)));
        if believed {
            (self.desk, self.doubted) = (None, None);
        }
        believed
    }

    fn rings(&mut self, at: Duration) {
        let free = self.may_ring(at);
        self.wire.heard(at, if free { "RING_DETECT" } else { "RING_DETECT (no ring: line taken)" });
        if !free {
            return;
        }
        self.ring.notice(at, &mut self.wire.out);
        self.listens_until = Some(at + LISTENS_AFTER_RING);
        // Nobody ordered it: what came of it is in the findings.
        let _unasked = self.settle_hook();
    }

    fn say_again(&mut self, now: Duration) {
        self.beat = now + BEAT;
        if !self.steps.is_idle() {
            return;
        }
        let mut said = self.wire.request(SET_HOOK_STATE, self.hook.value(), &[]);
        if said.is_ok() && !self.desk_connected {
            said = self.wire.request(SET_AUX_LINE_STATE, 0, &[]);
        }
        match said {
            Ok(()) => self.missed = 0,
            Err(_) if self.missed + 1 >= MISSED_BEATS => {
                self.wire.lose("the box no longer answers");
            }
            Err(_) => self.missed += 1,
        }
    }

    fn listen(&mut self, on: bool) -> Result<(), Refusal> {
        if on && !self.claims.listen {
            return Err(Refusal::Unsupported);
        }
        self.listen = on;
        self.settle_hook()
    }

    fn report_status(&mut self) {
        let now = self.wire.now();
        if let Some(hook) = self.desk {
            self.wire.out.tell(now, LineSignal::Hook(hook));
        }
        if self.ring.due().is_some() {
            self.wire.out.tell(now, LineSignal::Ring(Edge::Begin));
        }
    }
}

/// What the descriptors claim, without what is known to be untrue.
fn claims(function: &Function, quirks: Quirks) -> Capabilities {
    let claims = |bit: u8| function.direct & bit != 0;
    Capabilities {
        country: !function.countries.is_empty(),
        ring: true,
        seize: true,
        flash: true,
        listen: true,
        pulse: claims(DIRECT_PULSE),
        desk_switch: claims(DIRECT_AUX),
        hook: claims(DIRECT_AUX) && !quirks.hides_desk_hook,
        desk_ring: claims(DIRECT_AUX) && !quirks.ignores_desk_ring,
        ..Capabilities::default()
    }
}

impl Paced for DirectBox {
    fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    fn due(&self) -> Duration {
        let others = [self.ring.due(), self.listens_until, self.steps.due(), self.desk_ring];
        others.into_iter().flatten().fold(self.beat, Duration::min)
    }

    fn tick(&mut self) {
        let now = self.wire.now();
        self.ring.advance(now, &mut self.wire.out);
        if self.listens_until.is_some_and(|end| end <= now) {
            self.listens_until = None;
            // Nobody ordered it: what came of it is in the findings.
            let _unasked = self.settle_hook();
        }
        while let Some(step) = self.steps.next(self.wire.now()) {
            self.step(&step);
        }
        if self.desk_ring.is_some_and(|due| due <= now) {
            self.ring_desk_again(now);
        }
        if self.beat <= now {
            self.say_again(now);
        }
    }

    fn arrived(&mut self, arrival: &Arrival) {
        let (mut frames, before) = (Vec::new(), self.reader.skipped());
        self.reader.push(&arrival.bytes, arrival.at, &mut |frame| frames.push(frame));
        if self.reader.skipped() != before {
            let bytes = arrival.bytes.escape_ascii().to_string();
            self.wire.heard(arrival.at, &format!("not understood: {bytes}"));
        }
        for frame in frames {
            match notification::read(&frame) {
                Some(Notification::Ring) => self.rings(arrival.at),
                Some(Notification::AuxJack(hook)) => self.desk_hook(hook, arrival.at),
                Some(other) => self.wire.heard(arrival.at, &format!("{other:?}")),
                None => {
                    self.odd += 1;
                    self.wire.heard(arrival.at, &format!("not understood: {frame:?}"));
                }
            }
        }
    }
}

impl LineBox for DirectBox {
    fn name(&self) -> String {
        self.wire.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.claims
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        pace::poll(self, line, timeout)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        if self.wire.is_lost() {
            return Err(Refusal::Gone);
        }
        match order {
            BoxOrder::Seize => self.seize(),
            BoxOrder::Release => self.release(),
            BoxOrder::DialPulse(number) => self.pulse(order, number),
            BoxOrder::Flash => self.flash(),
            BoxOrder::Listen(on) => self.listen(*on),
            BoxOrder::ConnectDeskPhone(connected) => self.connect_desk(*connected),
            BoxOrder::RingDeskPhone(on) => self.ring_desk(*on),
            BoxOrder::ReportStatus => {
                self.report_status();
                Ok(())
            }
            BoxOrder::Tune(tuning) => {
                country::tune(&mut self.wire, &self.function, *tuning, self.seized)
            }
            // Tones are sound: whoever plays into the sound card dials.
            BoxOrder::Dial(_) | BoxOrder::FarEnd(_) => Err(Refusal::Unsupported),
        }
    }

    fn audio(&mut self) -> AudioRoute {
        if self.usb_audio().is_some() { AudioRoute::UsbCard } else { AudioRoute::Silent }
    }

    fn diagnosis(&self) -> Diagnosis {
        let mut diagnosis = self.wire.diagnosis("direct-line control", &self.function);
        let claims = format!("{:02x}h", self.function.direct);
        diagnosis.facts.push(("direct-line capabilities".to_owned(), claims));
        diagnosis.not_understood = self.reader.skipped() + self.odd;
        diagnosis.desk_phone = self.desk;
        diagnosis
    }
}

impl Drop for DirectBox {
    /// On-hook with the desk phone connected, also when a panic unwinds.
    fn drop(&mut self) {
        if self.wire.is_gone() {
            return;
        }
        self.release_holding();
        let hook = self.wire.insist(SET_HOOK_STATE, HookState::OnHook.value());
        let desk = if self.claims.desk_switch && !self.wire.is_gone() {
            self.wire.insist(SET_AUX_LINE_STATE, 1)
        } else {
            Ok(())
        };
        for error in [hook, desk].into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "a direct-line box was not left as it should be");
        }
    }
}
