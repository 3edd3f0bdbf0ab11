//! The wire of a PSTN box with what every control model needs: requests with their names in the dialogue, reports that
//! wait, findings, and the one way to lose a box. May depend on `base`.

use super::descriptors::Function;
use super::requests;
use crate::base::evidence::Evidence;
use crate::base::signal::{Edge, LineSignal, Refusal};
use crate::device::diagnosis::{Diagnosis, Dialogue};
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::link::{Arrival, Link, LinkError, LinkErrorKind, Setup};
use crate::device::outbox::Outbox;
use std::time::Duration;

/// How long a box may think about a request. Boxes answer within a few milliseconds.
pub const PATIENCE: Duration = Duration::from_millis(200);
/// How often a request is made that must not fail (hook, relay).
const ATTEMPTS: u32 = 3;

/// What was found wrong or doubtful: one sentence for each matter, in the order in which they came up.
#[derive(Debug, Clone, Default)]
pub struct Findings(Vec<(&'static str, String)>);

impl Findings {
    /// Says something about a matter; it replaces what was said before.
    pub fn say(&mut self, matter: &'static str, sentence: impl Into<String>) {
        let sentence = sentence.into();
        match self.0.iter_mut().find(|(known, _)| *known == matter) {
            Some((_, old)) => *old = sentence,
            None => self.0.push((matter, sentence)),
        }
    }

    /// The matter is settled.
    pub fn settle(&mut self, matter: &'static str) {
        self.0.retain(|(known, _)| *known != matter);
    }

    /// The sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        self.0.iter().map(|(_, sentence)| sentence.clone()).collect()
    }
}

/// The wire and what is told about it.
pub struct Wire {
    link: Box<dyn Link>,
    interface: u8,
    lost: bool,
    gone: bool,
    /// Reports that wait to be fetched.
    pub out: Outbox,
    /// What was found wrong or doubtful.
    pub findings: Findings,
    dialogue: Dialogue,
}

impl Wire {
    /// Takes the control interface and begins to read its notifications.
    ///
    /// # Errors
    /// `Unsupported` when the box has no notifications, else as the link says.
    pub fn open(mut link: Box<dyn Link>, function: &Function) -> Result<Self, DeviceError> {
        let Some(notifications) = function.notifications else {
            let context = "this box has no endpoint that would tell a ring";
            return Err(DeviceError::new(DeviceErrorKind::Unsupported, context));
        };
        link.claim(function.interface, 0).map_err(|error| device_error(&error))?;
        link.listen(notifications.pipe).map_err(|error| device_error(&error))?;
        Ok(Self {
            link,
            interface: function.interface,
            lost: false,
            gone: false,
            out: Outbox::default(),
            findings: Findings::default(),
            dialogue: Dialogue::default(),
        })
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.link.now()
    }

    /// The box is gone for us.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// Nothing on the wire will work again: it was unplugged.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// Its name, for people.
    #[must_use]
    pub fn name(&self) -> String {
        match self.link.about().name.as_str() {
            "" => "line box".to_owned(),
            name => name.to_owned(),
        }
    }

    /// Makes a request once.
    ///
    /// # Errors
    /// As the link says. A box that is gone is lost.
    pub fn request(&mut self, request: u8, value: u16, data: &[u8]) -> Result<(), LinkError> {
        let setup = Setup::class_out(request, value, self.interface);
        let done = self.link.control_out(setup, data, PATIENCE);
        let shown = data.escape_ascii();
        self.note(request, &format!("{value} {shown}"), done.as_ref().err());
        self.judge(done)
    }

    /// Makes a request that must not fail: tried three times. Nothing tells a box that does not want from one that
    /// had a bad moment.
    ///
    /// # Errors
    /// As the link said the last time. A box that is gone is lost.
    pub fn insist(&mut self, request: u8, value: u16) -> Result<(), LinkError> {
        let mut done = self.request(request, value, &[]);
        for _again in 1..ATTEMPTS {
            match &done {
                Err(error) if error.kind != LinkErrorKind::Gone => {
                    done = self.request(request, value, &[]);
                }
                _ => break,
            }
        }
        done
    }

    /// Asks for at most `length` bytes.
    ///
    /// # Errors
    /// As the link says. A box that is gone is lost.
    pub fn ask(&mut self, request: u8, value: u16, length: usize) -> Result<Vec<u8>, LinkError> {
        let setup = Setup::class_in(request, value, self.interface);
        let reply = self.link.control_in(setup, length, PATIENCE);
        self.note(request, &value.to_string(), reply.as_ref().err());
        if let Ok(bytes) = &reply {
            self.dialogue.add(self.link.now(), false, bytes);
        }
        self.judge(reply)
    }

    fn note(&mut self, request: u8, what: &str, error: Option<&LinkError>) {
        let (name, what) = (requests::name(request), what.trim_end());
        let line = match error {
            None => format!("{name} {what}"),
            Some(error) => format!("{name} {what}: {error}"),
        };
        self.dialogue.add(self.link.now(), true, line.as_bytes());
    }

    fn judge<T>(&mut self, done: Result<T, LinkError>) -> Result<T, LinkError> {
        if let Err(error) = &done
            && error.kind == LinkErrorKind::Gone
        {
            self.gone = true;
            self.lose(&error.context);
        }
        done
    }

    /// The next arrival within `timeout`. A pipe that cannot be read any more is a lost box.
    pub fn wait(&mut self, timeout: Duration) -> Option<Arrival> {
        match self.link.wait(timeout) {
            Ok(arrival) => arrival,
            Err(error) if error.kind == LinkErrorKind::Timeout => None,
            Err(error) => {
                self.gone |= error.kind == LinkErrorKind::Gone;
                self.lose(&error.context);
                None
            }
        }
    }

    /// Writes down what the box said.
    pub fn heard(&mut self, at: Duration, what: &str) {
        self.dialogue.add(at, false, what.as_bytes());
    }

    /// The box is lost: told once, with the reason.
    pub fn lose(&mut self, why: &str) {
        if !std::mem::replace(&mut self.lost, true) {
            let signal = LineSignal::BoxLost(Edge::Begin);
            self.out.tell_because(self.link.now(), signal, Evidence::note(why));
        }
    }

    /// Resets the device, the last resort. The wire is used up.
    pub fn reset(&mut self) {
        if let Err(error) = self.link.reset() {
            tracing::debug!(%error, "the box could not be reset");
        }
    }

    /// What the line doctor is told, the control model's facts aside.
    #[must_use]
    pub fn diagnosis(&self, profile: &str, function: &Function) -> Diagnosis {
        let about = self.link.about();
        let hex = |number: u16| format!("{:x}.{:02x}", number >> 8, number & 0xff);
        let mut facts = vec![
            ("name".to_owned(), about.name.clone()),
            ("place".to_owned(), about.address.clone()),
            ("release".to_owned(), hex(about.release)),
            ("communication class".to_owned(), hex(function.version)),
        ];
        if !about.serial.is_empty() {
            facts.push(("serial number".to_owned(), about.serial.clone()));
        }
        if !function.countries.is_empty() {
            facts.push(("countries".to_owned(), function.countries.len().to_string()));
        }
        if let Some(audio) = &function.audio {
            let line = if audio.phone_line { "telephone line" } else { "unnamed" };
            let sound = format!("interface {}, {line}", audio.control);
            facts.push(("sound card".to_owned(), sound));
        }
        Diagnosis {
            profile: profile.to_owned(),
            facts,
            findings: self.findings.sentences(),
            dialogue: self.dialogue.lines(),
            link: self.link.counters(),
            ..Diagnosis::default()
        }
    }
}

/// How a failed request is told to whoever gave the order.
#[must_use]
pub fn refusal(error: &LinkError) -> Refusal {
    match error.kind {
        LinkErrorKind::Gone => Refusal::Gone,
        LinkErrorKind::Unsupported => Refusal::Unsupported,
        _ => Refusal::Failed,
    }
}

/// How a failed request is told to whoever wanted to open the box.
#[must_use]
pub fn device_error(error: &LinkError) -> DeviceError {
    DeviceError::new(error.kind.into(), error.context.clone())
}
