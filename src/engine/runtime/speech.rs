//! The program's mouth: sounds played into the line by the box itself or through the output device that was chosen for it,
//! prompts tried through the talk device, prompts recorded and kept. Each sound has a thread of its own, which opens the
//! device it needs and lets go of it; a new sound for the line ends the one before.
//! May depend on `audio`, `base` and the engine's types.

use crate::audio::prompt::{self, Sound};
use crate::audio::source::SampleSink;
use crate::base::ids::CallId;
use crate::base::thread::{self, Worker};
use crate::call::firewall::rule::Prompt;
use crate::engine::event::Event;
use crate::engine::runtime::boot::{Inner, tell};
use crate::engine::runtime::prompts;
use crate::engine::runtime::pulse::Pulse;
use crate::engine::topics::firewall::FirewallEvent;
use crate::engine::topics::speech::{NoWay, Office, SpeechEffect, SpeechReport};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often a mouth that still speaks is asked for again, and how many times: one that is told to stop does so in 20 ms.
const ASK: Duration = Duration::from_millis(20);
const ASKS: u32 = 40;

/// The way to play into the line; whoever plays takes it out and puts it back.
#[derive(Clone, Default)]
pub(super) struct Mouth {
    /// The box itself plays.
    has_own: bool,
    own: Arc<Mutex<Option<Box<dyn SampleSink>>>>,
}

/// The output device that was chosen for the line.
pub(super) struct Card {
    device: String,
    percent: u8,
    office: Office,
}

/// What speaks, and what works on prompts.
#[derive(Default)]
pub(super) struct Speaker {
    /// Each closed, never sent to: silence.
    line: Option<Sender<()>>,
    trying: Option<Sender<()>>,
    taking: Option<Sender<()>>,
    /// Threads that run, or have ended and are not joined yet.
    workers: Vec<Worker>,
}

impl Speaker {
    /// Runs `work` on a thread; it is joined when it has ended, or with the program.
    fn start(&mut self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), String> {
        self.workers.retain(|worker| !worker.is_finished());
        let worker = thread::spawn(name, work).map_err(|error| error.to_string())?;
        self.workers.push(worker);
        Ok(())
    }

    /// Nobody hears the rest of what is played into the line.
    pub(super) fn hush(&mut self) {
        self.line = None;
    }

    /// The program ends: whatever runs ends soon.
    pub(super) fn end(&mut self) {
        (self.line, self.trying, self.taking) = (None, None, None);
    }
}

impl Mouth {
    pub(super) fn new(sink: Option<Box<dyn SampleSink>>) -> Self {
        Self { has_own: sink.is_some(), own: Arc::new(Mutex::new(sink)) }
    }

    /// The box plays itself.
    pub(super) fn has_own(&self) -> bool {
        self.has_own
    }

    /// Plays something short at once; `false`: the box cannot (now).
    pub(super) fn at_once(&self, sound: &Sound) -> bool {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sink) = own.as_mut() else { return false };
        let Ok(samples) = prompt::samples(sound, sink.rate()) else { return false };
        sink.room() >= samples.len() && sink.push(&samples) > 0
    }

    /// Plays through the box, or through the device that was chosen for the line, until the end or until `stopped`.
    fn speak(
        &self,
        card: Result<Card, String>,
        sound: &Sound,
        stopped: &Receiver<()>,
    ) -> Result<(), String> {
        if !self.has_own {
            return card.and_then(|card| card.play(sound, stopped));
        }
        let Some(mut sink) = self.take(stopped) else {
            return Err("the box still plays something else".to_owned());
        };
        let result = prompt::samples(sound, sink.rate())
            .and_then(|samples| prompt::play(&samples, sink.as_mut(), stopped));
        *self.own.lock().unwrap_or_else(PoisonError::into_inner) = Some(sink);
        result
    }

    fn take(&self, stopped: &Receiver<()>) -> Option<Box<dyn SampleSink>> {
        for _ in 0..ASKS {
            let taken = self.own.lock().unwrap_or_else(PoisonError::into_inner).take();
            if taken.is_some() || stopped.recv_timeout(ASK) != Err(RecvTimeoutError::Timeout) {
                return taken;
            }
        }
        None
    }
}

impl Card {
    #[cfg(feature = "sound")]
    fn play(mut self, sound: &Sound, stopped: &Receiver<()>) -> Result<(), String> {
        use crate::audio::into_card;
        self.office.system = system_output();
        self.office.allows(&self.device).map_err(|why| why.words().to_owned())?;
        let samples = prompt::samples(sound, crate::base::units::LINE_RATE)?;
        let samples = into_card::softened(samples, self.percent);
        into_card::play(&self.device, samples, stopped)
    }

    #[cfg(not(feature = "sound"))]
    fn play(self, _sound: &Sound, _stopped: &Receiver<()>) -> Result<(), String> {
        let Self { device, percent, office } = self;
        tracing::debug!(device, percent, ?office, "no sound device is used");
        Err("this program was built without sound".to_owned())
    }
}

/// The output device that is the system's choice now.
#[cfg(feature = "sound")]
pub(super) fn system_output() -> Option<String> {
    crate::audio::capture::default_output()
}

/// Without sound there is none.
#[cfg(not(feature = "sound"))]
pub(super) fn system_output() -> Option<String> {
    None
}

/// What a prompt sounds like; files are found from the data folder on.
pub(super) fn sound_of(prompt: Prompt, data_dir: &Path) -> Result<Sound, String> {
    match prompt {
        Prompt::NotInUse => Ok(Sound::NotInUse),
        Prompt::Busy => Ok(Sound::Busy),
        Prompt::File(path) if path.trim().is_empty() => Err("no file was chosen".to_owned()),
        Prompt::File(path) => Ok(Sound::File(data_dir.join(path.trim()))),
    }
}

impl Pulse {
    /// The device that was chosen for the line in use.
    fn card(&self) -> Result<Card, String> {
        let settings = self.core.settings();
        let out = settings.speech.out(&settings.line);
        let out = out.ok_or_else(|| NoWay::NotChosen.words().to_owned())?;
        let office = Office::of(settings, None);
        Ok(Card { device: out.device.clone(), percent: out.percent, office })
    }

    /// Plays into the line; `report` makes a word of how it went.
    pub(super) fn speak(
        &mut self,
        sound: Result<Sound, String>,
        report: impl FnOnce(Result<(), String>) -> Option<Inner> + Send + 'static,
    ) -> Result<(), String> {
        let mouth = self.line.as_ref().map(|line| line.mouth.clone());
        let (card, inner) = (self.card(), self.inner_tx.clone());
        let (stop, stopped) = bounded(1); // closed, never sent to
        // The sender first: an older sound hears that it is over.
        self.speaker.line = Some(stop);
        self.speaker.start("prompt", move || {
            let mouth = mouth.ok_or_else(|| "the line is gone".to_owned());
            let result = mouth.and_then(|mouth| mouth.speak(card, &sound?, &stopped));
            if let Some(word) = report(result) {
                tell(&inner, word);
            }
        })
    }

    /// Plays to a caller who is turned away.
    pub(super) fn play_prompt(&mut self, call: CallId, prompt: Prompt) {
        let over = move |result| FirewallEvent::Played(call, result);
        let sound = sound_of(prompt, &self.data_dir);
        let started = self.speak(sound, move |result| Some(Inner::Firewall(over(result))));
        if let Err(why) = started {
            self.pending.push_back(Event::Firewall(over(Err(why))));
        }
    }

    /// The beep of a recording.
    pub(super) fn beep(&mut self) {
        let Some(line) = &self.line else { return };
        if line.mouth.has_own() {
            if !line.mouth.at_once(&Sound::Beep) {
                tracing::debug!("the line takes no beep now");
            }
            return;
        }
        let told = self.speak(Ok(Sound::Beep), |result| {
            if let Err(why) = result {
                tracing::warn!(why, "the line takes no beep");
            }
            None
        });
        if let Err(why) = told {
            tracing::warn!(why, "no thread for the beep");
        }
    }

    pub(super) fn speech_effect(&mut self, effect: SpeechEffect) {
        match effect {
            SpeechEffect::Tell { call, file, .. } => self.tell_far_end(call, file),
            SpeechEffect::Hush(_) => self.speaker.hush(),
            SpeechEffect::Try(prompt, device) => self.try_prompt(prompt, device),
            SpeechEffect::EndTry => self.speaker.trying = None,
            SpeechEffect::Record(device) => self.take_prompt(device),
            SpeechEffect::EndRecord => self.speaker.taking = None,
            SpeechEffect::Look => {
                self.on_prompts(|dir| Some(SpeechReport::Files(prompts::list(dir))));
            }
            SpeechEffect::Keep(name) => {
                self.on_prompts(move |dir| Some(SpeechReport::Kept(prompts::keep(dir, &name))));
            }
            SpeechEffect::Discard => {
                (self.speaker.trying, self.speaker.taking) = (None, None);
                self.on_prompts(|dir| {
                    prompts::discard(dir);
                    None
                });
            }
        }
    }

    fn tell_far_end(&mut self, call: CallId, file: String) {
        let over = move |result| SpeechReport::Told(call, result);
        let sound = sound_of(Prompt::File(file), &self.data_dir);
        let started = self.speak(sound, move |result| Some(Inner::Speech(over(result))));
        if let Err(why) = started {
            self.pending.push_back(Event::Speech(over(Err(why))));
        }
    }

    fn try_prompt(&mut self, prompt: Prompt, device: String) {
        let sound = sound_of(prompt, &self.data_dir);
        let (stop, stopped) = bounded::<()>(1); // closed, never sent to
        self.speaker.trying = Some(stop);
        let inner = self.inner_tx.clone();
        let started = self.speaker.start("try-prompt", move || {
            let result = sound.and_then(|sound| prompts::listen(&sound, &device, &stopped));
            // Whoever broke it off knows.
            if stopped.try_recv() == Err(TryRecvError::Empty) {
                tell(&inner, Inner::Speech(SpeechReport::Tried(result)));
            }
        });
        if let Err(why) = started {
            self.pending.push_back(Event::Speech(SpeechReport::Tried(Err(why))));
        }
    }

    fn take_prompt(&mut self, device: String) {
        let (stop, stopped) = bounded::<()>(1); // closed, never sent to
        self.speaker.taking = Some(stop);
        let (inner, data_dir) = (self.inner_tx.clone(), self.data_dir.clone());
        let started = self.speaker.start("take-prompt", move || {
            let grew = |lasted, level| {
                tell(&inner, Inner::Speech(SpeechReport::Grew(lasted, level)));
            };
            let result = prompts::take(&data_dir, &device, &stopped, grew);
            tell(&inner, Inner::Speech(SpeechReport::Taken(result)));
        });
        if let Err(why) = started {
            self.pending.push_back(Event::Speech(SpeechReport::Taken(Err(why))));
        }
    }

    /// Work on the folder of prompts.
    fn on_prompts(&mut self, work: impl FnOnce(&Path) -> Option<SpeechReport> + Send + 'static) {
        let (inner, data_dir) = (self.inner_tx.clone(), self.data_dir.clone());
        let started = self.speaker.start("prompts", move || {
            if let Some(report) = work(&data_dir) {
                tell(&inner, Inner::Speech(report));
            }
        });
        if let Err(why) = started {
            self.pending.push_back(Event::Speech(SpeechReport::Kept(Err(why))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that takes everything and remembers how much.
    struct Line(Arc<Mutex<usize>>);

    impl SampleSink for Line {
        fn rate(&self) -> u32 {
            8_000
        }
        fn room(&self) -> usize {
            4_000
        }
        fn push(&mut self, samples: &[i16]) -> usize {
            *self.0.lock().unwrap() += samples.len();
            samples.len()
        }
    }

    #[test]
    fn a_line_without_a_mouth_and_without_a_device_says_so() {
        let (_held, stopped) = bounded(1);
        let nothing = Err(NoWay::NotChosen.words().to_owned());
        let said = Mouth::default().speak(nothing, &Sound::Busy, &stopped).unwrap_err();
        assert!(said.contains("no output device"), "{said}");
    }

    #[test]
    fn a_sound_waits_for_the_one_that_is_told_to_stop() {
        let played = Arc::new(Mutex::new(0));
        let mouth = Mouth::new(Some(Box::new(Line(Arc::clone(&played)))));
        let (held, stopped) = bounded(1);
        let taken = mouth.take(&stopped).unwrap();
        let card = || Err("not used".to_owned());
        let busy = mouth.speak(card(), &Sound::Beep, &stopped).unwrap_err();
        assert!(busy.contains("something else"), "{busy}");
        assert!(!mouth.at_once(&Sound::Beep));
        *mouth.own.lock().unwrap() = Some(taken);
        drop(held);
        mouth.speak(card(), &Sound::Beep, &stopped).unwrap();
        assert!(mouth.at_once(&Sound::Beep));
        assert!(*played.lock().unwrap() > 3_000);
    }

    #[test]
    fn files_are_found_from_the_data_folder_on() {
        let dir = Path::new("/data");
        let file = |path: &str| sound_of(Prompt::File(path.to_owned()), dir);
        assert_eq!(file("prompts/a.wav"), Ok(Sound::File("/data/prompts/a.wav".into())));
        assert_eq!(file("/home/li/b.wav"), Ok(Sound::File("/home/li/b.wav".into())));
        assert!(file("  ").is_err());
    }
}
