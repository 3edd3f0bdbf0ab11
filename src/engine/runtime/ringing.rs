//! The ringer as the loop sees it: with feature `sound` the real one, without it an honest word once it should ring.
//! May depend on `audio`.

use crate::engine::runtime::boot::Inner;
use crate::engine::runtime::pulse::Pulse;
use crate::engine::snapshot::DeviceChoice;
use crate::engine::topics::manners::{MannersReport, RingOrder};
use crossbeam_channel::Sender;
use std::io;

/// Rings through an output device of its own.
pub(super) struct Ringing {
    #[cfg(feature = "sound")]
    ringer: crate::audio::ringer::Ringer,
    #[cfg(not(feature = "sound"))]
    inner: Sender<Inner>,
}

impl Pulse {
    pub(super) fn ring(&self, order: RingOrder) {
        if !self.ringer.order(order) {
            tracing::warn!("the ringer takes no orders");
        }
    }
}

#[cfg(feature = "sound")]
impl Ringing {
    pub(super) fn start(inner: Sender<Inner>) -> io::Result<Self> {
        use crate::audio::ringer::{RingReport as Said, Ringer};
        let ringer = Ringer::start(move |report| {
            let report = match report {
                Said::Elsewhere { device, why } => MannersReport::RingElsewhere(device, why),
                Said::FileBad { file, why } => MannersReport::RingFileBad(file, why),
                Said::Silent(why) => MannersReport::RingSilent(why),
            };
            crate::engine::runtime::boot::tell(&inner, Inner::Manners(report));
        })?;
        Ok(Self { ringer })
    }

    /// Whether the order was taken.
    pub(super) fn order(&self, order: RingOrder) -> bool {
        use crate::audio::ringer::{RingWish, Sound};
        use crate::engine::topics::manners::RingTone;
        let RingOrder::Start(ring) = order else { return self.ringer.stop() };
        let sound = match ring.tone {
            RingTone::Trill => Sound::Trill,
            RingTone::Soft => Sound::Soft,
            RingTone::Chime => Sound::Chime,
            RingTone::File(path) => Sound::File(path.into()),
        };
        self.ringer.ring(RingWish { device: ring.device, percent: ring.volume, sound })
    }
}

/// The devices that can ring. Opens nothing.
#[cfg(feature = "sound")]
pub(super) fn outputs() -> Vec<DeviceChoice> {
    match crate::audio::capture::list_outputs() {
        Ok(found) => found
            .into_iter()
            .map(|device| DeviceChoice { id: device.id, name: device.name })
            .collect(),
        Err(error) => {
            tracing::debug!(%error, "no list of sound outputs");
            Vec::new()
        }
    }
}

#[cfg(not(feature = "sound"))]
impl Ringing {
    #[allow(clippy::unnecessary_wraps, reason = "the same shape as with sound")]
    pub(super) fn start(inner: Sender<Inner>) -> io::Result<Self> {
        Ok(Self { inner })
    }

    #[allow(clippy::needless_pass_by_value, reason = "the same shape as with sound")]
    pub(super) fn order(&self, order: RingOrder) -> bool {
        if order == RingOrder::Stop {
            return true;
        }
        let why = "this program was built without sound".to_owned();
        self.inner.try_send(Inner::Manners(MannersReport::RingSilent(why))).is_ok()
    }
}

/// Without sound there are none.
#[cfg(not(feature = "sound"))]
pub(super) fn outputs() -> Vec<DeviceChoice> {
    Vec::new()
}
