//! The exchange, its scenario and its voice together, led from moment to moment. Live lines, files and tests all use
//! this; who leads decides whether time is real. May depend on `base`.

use crate::base::evidence::Evidence;
use crate::base::order::{BoxOrder, FarEndAction};
use crate::base::signal::{LineSignal, Refusal};
use crate::base::units::Frames;
use crate::device::sim::ear::Ear;
use crate::device::sim::model::{Exchange, Input, Output, Sign, Sound};
use crate::device::sim::modulate::Samples;
use crate::device::sim::script::{Player, Scenario};
use crate::device::sim::settings::SimSettings;
use crate::device::sim::speech;
use crate::device::sim::voice::{Rendered, Voice};
use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Box events that nobody has fetched. Beyond this the oldest are dropped and counted.
const SAID_QUEUE: usize = 256;

/// What [`Stage::perform`] computes at once: 20 ms.
const BLOCK: Frames = Frames(160);

/// Something the box said.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Since the stage began.
    pub at: Duration,
    /// The fact.
    pub signal: LineSignal,
    /// The grounds.
    pub evidence: Evidence,
}

/// A simulated line in time.
#[derive(Debug)]
pub struct Stage {
    exchange: Exchange,
    player: Option<Player>,
    voice: Voice,
    ear: Ear,
    said: VecDeque<Said>,
    dropped: u64,
    speeches: HashMap<Option<PathBuf>, Samples>,
    fresh: Vec<Output>,
}

impl Stage {
    /// A line nobody uses yet.
    #[must_use]
    pub fn interactive(settings: SimSettings) -> Self {
        Self {
            voice: Voice::new(settings.noise),
            exchange: Exchange::new(settings),
            player: None,
            ear: Ear::default(),
            said: VecDeque::new(),
            dropped: 0,
            speeches: HashMap::new(),
            fresh: Vec::new(),
        }
    }

    /// A line that plays a scenario from moment zero; everything to be spoken is loaded now.
    ///
    /// # Errors
    /// A file to be spoken cannot be read: in words, with the scenario's file and line.
    pub fn scenario(scenario: Scenario) -> Result<Self, String> {
        let mut stage = Self::interactive(scenario.settings.clone());
        for act in &scenario.acts {
            if let FarEndAction::Speak(file) = &act.action {
                stage
                    .load(file.as_deref())
                    .map_err(|why| format!("{}:{}: {why}", scenario.file, act.line))?;
            }
        }
        stage.player = Some(Player::new(scenario));
        Ok(stage)
    }

    /// The exchange.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// The exchange, to set its wall clock.
    pub fn exchange_mut(&mut self) -> &mut Exchange {
        &mut self.exchange
    }

    /// What the far end has heard of us.
    #[must_use]
    pub fn ear(&self) -> &Ear {
        &self.ear
    }

    /// Our box plays into the line: says how many samples found room. None while the line is not taken.
    pub fn speak(&mut self, samples: &[i16], now: Duration) -> usize {
        if !self.exchange.can_play() {
            return 0;
        }
        let heard = self.exchange.is_heard();
        let (start, taken) = self.ear.take(samples, Frames::within(now), heard);
        self.voice.own(start, samples.get(..taken).unwrap_or_default());
        taken
    }

    /// Leads everything up to `now`: acts of the scenario and what the exchange does by itself.
    pub fn advance(&mut self, now: Duration) {
        while let Some(act) = self.player.as_mut().and_then(|player| player.due(now)) {
            let (action, at) = (act.action, act.at);
            if let Err(refusal) = self.input(Input::Act(action.clone()), at) {
                let file = self.player.as_ref().map_or("", |player| &player.scenario().file);
                let evidence = Evidence::note(format!("{file}:{}", act.line));
                let signal = LineSignal::OrderRefused(BoxOrder::FarEnd(action), refusal);
                self.say(Said { at, signal, evidence });
            }
        }
        // Time alone is never refused.
        let _in_time = self.input(Input::Tick, now);
        if self.exchange.can_play() {
            self.ear.pass(Frames::within(now));
        } else {
            self.ear.cut(Frames::within(now));
            self.voice.own_ends();
        }
    }

    /// Somebody does something at `now`.
    ///
    /// # Errors
    /// The refusal, when it makes no sense now or a file cannot be read.
    pub fn input(&mut self, input: Input, now: Duration) -> Result<(), Refusal> {
        if let Input::Act(FarEndAction::Speak(file)) = &input {
            self.load(file.as_deref()).map_err(|why| {
                tracing::warn!(why, "the far end cannot speak this");
                Refusal::Failed
            })?;
        }
        let mut fresh = std::mem::take(&mut self.fresh);
        let result = self.exchange.step(input, now, &mut fresh);
        for output in fresh.drain(..) {
            self.place(output);
        }
        self.fresh = fresh;
        result
    }

    /// The oldest box event not yet fetched.
    pub fn next_said(&mut self) -> Option<Said> {
        self.said.pop_front()
    }

    /// Whether box events wait to be fetched.
    #[must_use]
    pub fn has_said(&self) -> bool {
        !self.said.is_empty()
    }

    /// Box events dropped because nobody fetched them.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// When something will happen by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Duration> {
        let act = self.player.as_ref().and_then(Player::next_at);
        [self.exchange.next_due(), act].into_iter().flatten().min()
    }

    /// The line audio.
    pub fn voice(&mut self) -> &mut Voice {
        &mut self.voice
    }

    /// Appends the samples up to `now`; lead there first.
    pub fn render(&mut self, now: Duration, out: &mut Vec<i16>) -> Rendered {
        self.voice.render(Frames::within(now), out)
    }

    /// Leads a scenario to its end (or to `limit`) as fast as it can be computed, and lets `hear` have every block of
    /// 20 ms; time without audio is silence. `hear` says `false` to end early.
    pub fn perform(&mut self, limit: Duration, hear: &mut dyn FnMut(&[i16]) -> bool) {
        let mut block = Vec::with_capacity(BLOCK.0 as usize);
        loop {
            block.clear();
            let over = self.next_block(limit, &mut block);
            if !hear(&block) || over {
                return;
            }
        }
    }

    /// Leads a scenario 20 ms on and appends what is heard; time without audio is silence. Whether it is over.
    pub fn next_block(&mut self, limit: Duration, out: &mut Vec<i16>) -> bool {
        let end = Frames(self.voice.position().0 + BLOCK.0);
        let (now, whole) = (end.duration(), out.len() + BLOCK.0 as usize);
        self.advance(now);
        while !matches!(self.render(now, out), Rendered::Samples(_)) {}
        out.resize(whole, 0);
        self.is_over(now) || now >= limit
    }

    /// Whether a scenario was played and is over.
    #[must_use]
    pub fn is_over(&self, now: Duration) -> bool {
        self.player.as_ref().is_some_and(|player| player.is_over(now, self.exchange.is_idle()))
    }

    fn place(&mut self, Output { at, what }: Output) {
        match what {
            Sign::Said(signal) => self.say(Said { at, signal, evidence: Evidence::default() }),
            Sign::Heard(sound) => {
                let speech = match &sound {
                    Sound::Speech(file) => self.speeches.get(file).cloned(),
                    _ => None,
                };
                self.voice.change(Frames::within(at), sound, speech);
            }
        }
    }

    fn say(&mut self, said: Said) {
        if self.said.len() >= SAID_QUEUE {
            self.said.pop_front();
            self.dropped += 1;
        }
        self.said.push_back(said);
    }

    /// Whether this can be spoken at once.
    #[must_use]
    pub fn knows(&self, file: &Path) -> bool {
        self.speeches.contains_key(&Some(file.to_path_buf()))
    }

    /// What is heard when `file` is spoken: for whoever must not wait for a disk while others wait for the stage.
    pub fn teach(&mut self, file: &Path, samples: Samples) {
        self.speeches.insert(Some(file.to_path_buf()), samples);
    }

    fn load(&mut self, file: Option<&Path>) -> Result<(), String> {
        if let Entry::Vacant(place) = self.speeches.entry(file.map(Path::to_path_buf)) {
            place.insert(match file {
                None => speech::builtin(),
                Some(file) => speech::load(file)?,
            });
        }
        Ok(())
    }
}
