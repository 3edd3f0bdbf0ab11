//! Sound of boxes that carry it over USB Audio: finds the operating system's sound card by where the box is plugged in,
//! hands it over as the line's sound, and dials by playing digits where the box itself has no dialler.
//! May depend on `base` and `audio`.

use crate::audio::line_out::{LineOut, LineOutSink};
use crate::audio::source::SampleSink;
use crate::audio::{capture, keys};
use crate::base::capability::Capabilities;
use crate::base::clock::Clock;
use crate::base::ids::LineId;
use crate::base::order::BoxOrder;
use crate::base::signal::{Refusal, Report};
use crate::device::diagnosis::Diagnosis;
use crate::device::link::About;
use crate::device::{AudioRoute, LineBox};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// From taking the line to the first digit: exchanges need a moment to send dial tone (ITU-T E.182: mostly under 1 s).
const DIAL_TONE: Duration = Duration::from_millis(1_200);
/// A card comes up after its box: how often and how long it is looked for.
const LOOKS: u32 = 10;
const LOOK_PAUSE: Duration = Duration::from_millis(200);

/// A box with its sound card.
struct Sounding {
    inner: Box<dyn LineBox>,
    route: Option<AudioRoute>,
    /// Keeps the card open.
    out: Option<LineOut>,
    dialler: Option<Dialler>,
    clock: Arc<dyn Clock>,
    finding: Option<String>,
}

/// Plays digits into the line.
struct Dialler {
    sink: LineOutSink,
    waiting: VecDeque<i16>,
    /// When the line was taken.
    seized: Option<Duration>,
}

/// The box with its sound, where it has some; the box as it is, where it has none.
#[must_use]
pub fn attach(
    mut inner: Box<dyn LineBox>,
    about: &About,
    clock: Arc<dyn Clock>,
) -> Box<dyn LineBox> {
    let route = inner.audio();
    let mut sounding =
        Sounding { inner, route: None, out: None, dialler: None, clock, finding: None };
    if !matches!(route, AudioRoute::UsbCard) {
        sounding.route = Some(route);
        return Box::new(sounding);
    }
    match open(about) {
        Ok((source, out)) => {
            let sink = out.sink();
            sounding.route = Some(AudioRoute::Both(source, Box::new(sink.clone())));
            sounding.dialler = Some(Dialler { sink, waiting: VecDeque::new(), seized: None });
            sounding.out = Some(out);
        }
        Err(why) => {
            tracing::warn!(why, "a box without its sound");
            sounding.finding = Some(why);
        }
    }
    Box::new(sounding)
}

fn open(about: &About) -> Result<(Box<dyn crate::audio::source::SampleSource>, LineOut), String> {
    let mut why = format!("no sound card is known at {}", about.address);
    for wanted in names(about) {
        let opened = capture::open(&wanted)
            .and_then(|(_name, source)| LineOut::open(&wanted).map(|out| (source, out)));
        match opened {
            Ok((source, out)) => return Ok((Box::new(source), out)),
            Err(error) => why = format!("the box's sound card cannot be used: {error}"),
        }
    }
    Err(why)
}

/// What the sound card may be called, best first.
fn names(about: &About) -> Vec<String> {
    let card = (0..LOOKS).find_map(|look| {
        if look > 0 {
            std::thread::sleep(LOOK_PAUSE);
        }
        card_at(Path::new("/sys/class/sound"), &about.address)
    });
    let exact = card.map(|card| format!("alsa:plughw:CARD={card},DEV=0"));
    let by_name = (!about.name.is_empty()).then(|| about.name.clone());
    exact.into_iter().chain(by_name).collect()
}

/// The id of the card whose USB device is plugged in at `place` (`1-2.3`), by what Linux tells of its sound cards.
fn card_at(sound: &Path, place: &str) -> Option<String> {
    let mut cards: Vec<_> = std::fs::read_dir(sound).ok()?.filter_map(Result::ok).collect();
    cards.sort_by_key(std::fs::DirEntry::file_name);
    cards.into_iter().find_map(|card| {
        let device = std::fs::canonicalize(card.path().join("device")).ok()?;
        let is_here = device.components().any(|part| part.as_os_str() == place);
        let id = std::fs::read_to_string(card.path().join("id")).ok()?;
        is_here.then(|| id.trim().to_owned())
    })
}

impl Dialler {
    fn dial(&mut self, digits: &str, now: Duration) -> Result<(), Refusal> {
        let seized = self.seized.ok_or(Refusal::WrongState)?;
        let sound = keys::sound(digits).ok_or(Refusal::Unsupported)?;
        if self.waiting.is_empty() {
            let wait = (seized + DIAL_TONE).saturating_sub(now);
            let silence = usize::try_from(wait.as_millis()).unwrap_or(0) * 8;
            self.waiting.extend(std::iter::repeat_n(0, silence));
        }
        self.waiting.extend(sound);
        Ok(())
    }

    fn play(&mut self) {
        let room = self.sink.room().min(self.waiting.len());
        if room > 0 {
            let next: Vec<i16> = self.waiting.drain(..room).collect();
            self.sink.push(&next);
        }
    }

    /// Whether a poll must be short.
    fn is_busy(&self) -> bool {
        !self.waiting.is_empty()
    }
}

impl LineBox for Sounding {
    fn name(&self) -> String {
        self.inner.name()
    }

    fn capabilities(&self) -> Capabilities {
        let own = self.inner.capabilities();
        let has_sound = self.dialler.is_some();
        Capabilities {
            audio_in: own.audio_in && self.finding.is_none() || has_sound,
            audio_out: own.audio_out && self.finding.is_none() || has_sound,
            duplex: own.duplex || has_sound,
            dial: own.dial || has_sound && own.seize,
            ..own
        }
    }

    fn poll(&mut self, line: LineId, timeout: Duration) -> Option<Report> {
        let mut timeout = timeout;
        if let Some(dialler) = &mut self.dialler {
            dialler.play();
            if dialler.is_busy() {
                timeout = timeout.min(Duration::from_millis(20));
            }
        }
        self.inner.poll(line, timeout)
    }

    fn order(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        let now = self.clock.now().mono;
        if let (BoxOrder::Dial(digits), Some(dialler)) = (order, &mut self.dialler)
            && !self.inner.capabilities().dial
        {
            return dialler.dial(digits, now);
        }
        let done = self.inner.order(order);
        if let Some(dialler) = &mut self.dialler {
            match order {
                BoxOrder::Seize if done.is_ok() => {
                    dialler.seized.get_or_insert(now);
                }
                BoxOrder::Release => (dialler.seized, dialler.waiting) = (None, VecDeque::new()),
                _ => {}
            }
        }
        done
    }

    fn audio(&mut self) -> AudioRoute {
        self.route.take().unwrap_or(AudioRoute::Silent)
    }

    fn diagnosis(&self) -> Diagnosis {
        let mut diagnosis = self.inner.diagnosis();
        diagnosis.findings.extend(self.finding.clone());
        diagnosis
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_found_by_the_socket_of_its_box_and_no_other() {
        let root = tempfile::tempdir().unwrap();
        let sound = root.path().join("class");
        for (card, id, place) in
            [("card0", "PCH", "pci0/1-2"), ("card1", "Box\n", "usb1/1-2.3/1-2.3:1.0")]
        {
            let device = root.path().join(place);
            std::fs::create_dir_all(&device).unwrap();
            std::fs::create_dir_all(sound.join(card)).unwrap();
            std::fs::write(sound.join(card).join("id"), id).unwrap();
            std::os::unix::fs::symlink(&device, sound.join(card).join("device")).unwrap();
        }
        assert_eq!(card_at(&sound, "1-2.3").as_deref(), Some("Box"));
        assert_eq!(card_at(&sound, "1-2.4"), None);
        assert_eq!(card_at(&root.path().join("nowhere"), "1-2"), None);
    }
}
