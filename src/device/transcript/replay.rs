//! A link that answers from a transcript. What counts as the same, and what is forgiven, is said in
//! [`transcript`](crate::device::transcript). Its time is a manual clock: waiting moves it. May depend on `base`.

use super::format::{Act, Event, Hex, Line, Transcript, line_number, numbers};
use crate::base::clock::{Clock, ManualClock};
use crate::base::order::BoxOrder;
use crate::device::link::{
    About, Arrival, Link, LinkCounters, LinkError, LinkErrorKind, Pipe, Setup,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How far ahead in time an act is looked for.
pub const AHEAD: Duration = Duration::from_secs(1);
/// How long an act that the driver does not make holds back what comes after it.
pub const PATIENCE: Duration = Duration::from_secs(1);
/// What the box said so soon after an act was its reply.
pub const REPLY: Duration = Duration::from_millis(200);
/// A recorded wait may have lasted so much longer than was asked for.
const SLACK: Duration = Duration::from_millis(5);
/// How long an act takes that is not in the transcript.
const FRAME: Duration = Duration::from_millis(1);
/// How long the wire lives after its transcript.
const AFTERLIFE: Duration = Duration::from_secs(5);
/// A driver that makes more acts than this beyond those of its transcript replays another one.
const MOST_EXTRA: u64 = 1_000_000;
/// So many lines are remembered with what the driver did instead.
const REMEMBERED: usize = 100;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is still to come.
    Open,
    /// The driver did something else instead. It may still do this.
    Passed,
    /// It happened.
    Used,
}

/// What the one who plays a transcript has to do at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Give the box this order.
    Order(BoxOrder),
    /// Close the box.
    Close,
}

struct State {
    lines: Vec<Line>,
    fates: Vec<Fate>,
    /// The first line that is open.
    cursor: usize,
    /// Where each act stands.
    places: HashMap<Act, Vec<usize>>,
    /// Where the turns of the player stand.
    turns: Vec<usize>,
    /// How many of them are over.
    turned: usize,
    clock: Arc<ManualClock>,
    begin: Duration,
    /// Replies to acts that the transcript has less often: when they come, and the line they stand on.
    echoes: BTreeSet<(Duration, usize)>,
    /// What the driver did instead of a line.
    instead: BTreeMap<usize, String>,
    deviation: Option<String>,
    /// The driver went on where a transcript that was cut short has nothing more.
    ran_out: bool,
    extra: u64,
    counters: LinkCounters,
}

impl State {
    fn now(&self) -> Duration {
        self.clock.now().mono.saturating_sub(self.begin)
    }

    fn move_to(&self, moment: Duration) {
        self.clock.advance(moment.saturating_sub(self.now()));
    }

    fn fate(&self, index: usize) -> Fate {
        self.fates.get(index).copied().unwrap_or(Fate::Used)
    }

    fn settle(&mut self, index: usize, fate: Fate) {
        if let Some(old) = self.fates.get_mut(index) {
            *old = fate;
        }
        while self.cursor < self.lines.len() && self.fate(self.cursor) != Fate::Open {
            self.cursor += 1;
        }
    }

    /// Where the player's next turn is; the driver cannot be beyond it.
    fn turn(&self) -> Option<usize> {
        self.turns.get(self.turned).copied()
    }

    fn last_moment(&self) -> Duration {
        self.lines.last().map(Line::at).unwrap_or_default()
    }

    /// Nothing more happens.
    fn is_over(&self) -> bool {
        let ends = |line: &Line| line.event == Event::End;
        self.lines.get(self.cursor).is_none_or(ends)
            && self.echoes.is_empty()
            && self.now() >= self.last_moment()
    }

    /// The nearest equal act to come, if it is near enough to be the one that is made.
    fn ahead(&self, places: &[usize]) -> Option<usize> {
        let limit = self.turn().unwrap_or(usize::MAX);
        let from = places.partition_point(|place| *place < self.cursor);
        let mut later = places.get(from..).unwrap_or_default().iter().copied();
        let found = later.find(|place| self.fate(*place) == Fate::Open)?;
        let near = self.lines.get(found).is_some_and(|line| line.at() <= self.now() + AHEAD);
        (found < limit && near).then_some(found)
    }

    /// The newest equal act that is over.
    fn before(&self, places: &[usize]) -> Option<usize> {
        let from = places.partition_point(|place| *place < self.cursor);
        let over = |place: &&usize| self.fate(**place) != Fate::Open;
        let later = places.get(from..).unwrap_or_default();
        let reordered = later.iter().take_while(over).last();
        reordered.or_else(|| places.get(from.checked_sub(1)?)).copied()
    }

    /// The first act to come.
    fn next_act(&self) -> Option<usize> {
        let open = |index: &usize| self.fate(*index) == Fate::Open;
        let is_act = |index: &usize| self.lines.get(*index).is_some_and(|l| l.act().is_some());
        (self.cursor..self.lines.len()).filter(open).find(is_act)
    }

    /// The driver makes an act: the line that answers it.
    fn make(&mut self, act: &Act) -> Result<Line, LinkError> {
        self.alive()?;
        self.counters.sent += 1;
        let Some(places) = self.places.get(act).filter(|_| self.extra < MOST_EXTRA) else {
            return Err(self.deviate(act));
        };
        let answer = if let Some(line) = self.ahead(places) {
            self.take(line, act)
        } else if let Some(line) = self.before(places) {
            self.again(line)
        } else {
            // None was made yet: the first of them is to come.
            match places.first().copied() {
                Some(line) if self.next_act() == Some(line) => self.take(line, act),
                Some(line) => self.again(line),
                None => return Err(self.deviate(act)),
            }
        };
        self.lines.get(answer).cloned().ok_or_else(|| self.deviate(act))
    }

    /// It is this line of the transcript.
    fn take(&mut self, line: usize, act: &Act) -> usize {
        for index in self.cursor..line {
            let skipped = self.lines.get(index).is_some_and(|line| line.act().is_some());
            if skipped && self.fate(index) == Fate::Open {
                self.settle(index, Fate::Passed);
                if self.instead.len() < REMEMBERED {
                    self.instead.insert(index, act.to_string());
                }
            }
        }
        self.settle(line, Fate::Used);
        if let Some(moment) = self.lines.get(line).map(Line::at) {
            self.move_to(moment);
        }
        line
    }

    /// It is like this line, once more.
    fn again(&mut self, line: usize) -> usize {
        self.clock.advance(FRAME);
        let was_passed = self.fate(line) == Fate::Passed;
        if was_passed {
            self.settle(line, Fate::Used);
        } else {
            self.extra += 1;
        }
        let now = self.now();
        let Some(moment) = self.lines.get(line).map(Line::at) else { return line };
        for (index, reply) in self.lines.iter().enumerate().skip(line + 1) {
            let after = reply.at().saturating_sub(moment);
            if !matches!(reply.event, Event::Arrival { .. }) || after > REPLY {
                break;
            }
            // The reply to an act that was passed may still be to come by itself.
            if !was_passed || self.fate(index) == Fate::Used {
                self.echoes.insert((now + after, index));
            }
        }
        line
    }

    /// The driver makes an act that the transcript has nothing like.
    fn deviate(&mut self, act: &Act) -> LinkError {
        let last = self.last_line();
        let context = match self.next_act() {
            Some(index) => {
                let expected = self.lines.get(index).and_then(Line::act);
                let expected = expected.map(ToString::to_string).unwrap_or_default();
                deviation(index, &act.to_string(), &expected)
            }
            None if self.is_whole() => {
                format!("line {last}: the driver would {act} where the transcript ends")
            }
            None => {
                self.ran_out = true;
                return self.ended();
            }
        };
        self.deviation = Some(context.clone());
        LinkError::new(LinkErrorKind::Gone, context)
    }

    /// It was written to its end.
    fn is_whole(&self) -> bool {
        self.lines.last().is_some_and(|line| line.event == Event::End)
    }

    fn ended(&self) -> LinkError {
        let context = format!("line {}: the transcript was cut short", self.last_line());
        LinkError::new(LinkErrorKind::Gone, context)
    }

    fn last_line(&self) -> usize {
        line_number(self.lines.len()) - 1
    }

    /// # Errors
    /// Nothing can be replayed any more.
    fn alive(&self) -> Result<(), LinkError> {
        if let Some(deviation) = &self.deviation {
            return Err(LinkError::new(LinkErrorKind::Gone, deviation.clone()));
        }
        if self.ran_out {
            return Err(self.ended());
        }
        if self.now() <= self.last_moment() + AFTERLIFE {
            return Ok(());
        }
        Err(LinkError::new(LinkErrorKind::Gone, "the transcript is over"))
    }

    /// Acts and turns whose time is over hold nothing back.
    fn lose_patience(&mut self) {
        while let Some(line) = self.lines.get(self.cursor) {
            let holds = matches!(line.event, Event::Act(_) | Event::Order(_) | Event::Close);
            if !holds || line.at() + PATIENCE > self.now() {
                break;
            }
            self.settle(self.cursor, Fate::Passed);
        }
    }

    /// When the box says something next, and on which line; or until when it is held back.
    fn next(&self) -> Result<(Duration, usize), Duration> {
        let echo = self.echoes.first().copied();
        let said = match self.lines.get(self.cursor) {
            Some(line) => match line.event {
                Event::Arrival { .. } | Event::Failure => Ok((line.at(), self.cursor)),
                Event::End => Err(Duration::MAX),
                _ => Err(line.at() + PATIENCE),
            },
            None => Err(Duration::MAX),
        };
        match (said, echo) {
            (said, None) => said,
            (Ok(said), Some(echo)) => Ok(said.min(echo)),
            (Err(until), Some(echo)) if until < echo.0 => Err(until),
            (Err(_), Some(echo)) => Ok(echo),
        }
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        let end = self.now().saturating_add(timeout);
        loop {
            self.alive()?;
            self.lose_patience();
            match self.next() {
                Ok((due, line)) if due <= end.saturating_add(SLACK) => {
                    return self.hand_out(due, line);
                }
                Err(until) if until < end => self.move_to(until),
                _ => {
                    self.move_to(end.min(self.last_moment() + AFTERLIFE + FRAME));
                    return Ok(None);
                }
            }
        }
    }

    fn hand_out(&mut self, due: Duration, index: usize) -> Result<Option<Arrival>, LinkError> {
        let late = self.now() > due + SLACK;
        self.move_to(due);
        let now = self.now();
        let is_echo = self.echoes.remove(&(due, index));
        if !is_echo {
            self.settle(index, Fate::Used);
        }
        let Some(line) = self.lines.get(index) else { return Ok(None) };
        let Event::Arrival { pipe, data, at } = &line.event else {
            let unsaid = || LinkError::new(LinkErrorKind::Failed, "the wire failed");
            return Err(line.error.as_ref().map_or_else(unsaid, super::format::Failed::error));
        };
        self.counters.received += 1;
        let recorded = Duration::from_micros(*at).min(now);
        let at = self.begin + if late || is_echo { now } else { recorded };
        Ok(Some(Arrival { pipe: Pipe(*pipe), bytes: data.0.clone(), at }))
    }

    /// The first line that the driver never did, nor anything equal to it.
    fn neglected(&self) -> Option<String> {
        let never = |places: &&Vec<usize>| places.iter().all(|p| self.fate(*p) != Fate::Used);
        let index = *self.places.values().filter(never).filter_map(|p| p.first()).min()?;
        let expected = self.lines.get(index).and_then(Line::act)?.to_string();
        Some(match self.instead.get(&index) {
            Some(instead) => deviation(index, instead, &expected),
            None => format!(
                "line {}: the driver never does what the transcript has: {expected}",
                line_number(index)
            ),
        })
    }
}

fn deviation(index: usize, act: &str, expected: &str) -> String {
    format!(
        "line {}: the driver would {act} where the transcript has: {expected}",
        line_number(index)
    )
}

/// The hand on a replay: its turns, and what was found.
#[derive(Clone)]
pub struct Deck(Arc<Mutex<State>>);

impl Deck {
    /// Puts a transcript on; its beginning is the present moment of `clock`.
    #[must_use]
    pub fn new(transcript: Transcript, clock: Arc<ManualClock>) -> (Self, ReplayLink) {
        let Transcript { head, lines, .. } = transcript;
        let mut places: HashMap<Act, Vec<usize>> = HashMap::new();
        let mut turns = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            match &line.event {
                Event::Act(act) => places.entry(act.clone()).or_default().push(index),
                Event::Order(_) | Event::Close => turns.push(index),
                _ => {}
            }
        }
        let begin = clock.now().mono;
        let state = State {
            fates: vec![Fate::Open; lines.len()],
            lines,
            cursor: 0,
            places,
            turns,
            turned: 0,
            clock,
            begin,
            echoes: BTreeSet::new(),
            instead: BTreeMap::new(),
            deviation: None,
            ran_out: false,
            extra: 0,
            counters: LinkCounters::default(),
        };
        let deck = Self(Arc::new(Mutex::new(state)));
        (deck.clone(), ReplayLink { deck, about: head.about() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time since the transcript's beginning.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.lock().now()
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.lock().clock.advance(time);
    }

    /// The player's turn, when it has come.
    #[must_use]
    pub fn turn(&self) -> Option<Turn> {
        let mut state = self.lock();
        let index = state.turn()?;
        let line = state.lines.get(index).filter(|line| line.at() <= state.now())?;
        let turn = match &line.event {
            Event::Order(order) => Turn::Order(order.clone()),
            _ => Turn::Close,
        };
        state.turned += 1;
        state.settle(index, Fate::Used);
        Some(turn)
    }

    /// How long until the player's next turn.
    #[must_use]
    pub fn until_turn(&self) -> Option<Duration> {
        let state = self.lock();
        let line = state.lines.get(state.turn()?)?;
        Some(line.at().saturating_sub(state.now()))
    }

    /// Nothing more happens in the transcript.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.lock().is_over()
    }

    /// What the driver did that the transcript has nothing like.
    #[must_use]
    pub fn deviation(&self) -> Option<String> {
        self.lock().deviation.clone()
    }

    /// Whether the transcript was written to its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lock().is_whole()
    }

    /// The driver wants to go on after the end of a transcript that was cut short.
    #[must_use]
    pub fn ran_out(&self) -> bool {
        self.lock().ran_out
    }

    /// The number of the transcript's last line.
    #[must_use]
    pub fn last_line(&self) -> usize {
        self.lock().last_line()
    }

    /// What the transcript has that the driver did nothing like; asked when the box is closed.
    #[must_use]
    pub fn neglected(&self) -> Option<String> {
        self.lock().neglected()
    }

    /// How many acts were made more often than in the transcript, and how many less.
    #[must_use]
    pub fn differences(&self) -> (u64, u64) {
        let state = self.lock();
        let unmade = |(index, line): &(usize, &Line)| {
            line.act().is_some() && state.fate(*index) != Fate::Used
        };
        let missing = state.lines.iter().enumerate().filter(unmade).count();
        (state.extra, u64::try_from(missing).unwrap_or(u64::MAX))
    }
}

/// A wire whose other end is a transcript.
pub struct ReplayLink {
    deck: Deck,
    about: About,
}

impl ReplayLink {
    fn make(&self, act: &Act) -> Result<Vec<u8>, LinkError> {
        let line = self.deck.lock().make(act)?;
        match line.error {
            Some(failed) => Err(failed.error()),
            None => Ok(line.reply.unwrap_or_default().0),
        }
    }
}

impl Link for ReplayLink {
    fn about(&self) -> &About {
        &self.about
    }

    fn now(&self) -> Duration {
        self.deck.lock().clock.now().mono
    }

    fn claim(&mut self, interface: u8, alternate: u8) -> Result<(), LinkError> {
        self.make(&Act::Claim { interface, alternate }).map(drop)
    }

    fn listen(&mut self, pipe: Pipe) -> Result<(), LinkError> {
        self.make(&Act::Listen { pipe: pipe.0 }).map(drop)
    }

    fn wait(&mut self, timeout: Duration) -> Result<Option<Arrival>, LinkError> {
        self.deck.lock().wait(timeout)
    }

    fn write(&mut self, pipe: Pipe, data: &[u8], _timeout: Duration) -> Result<(), LinkError> {
        self.make(&Act::Write { pipe: pipe.0, data: Hex(data.to_vec()) }).map(drop)
    }

    fn control_out(
        &mut self,
        setup: Setup,
        data: &[u8],
        _timeout: Duration,
    ) -> Result<(), LinkError> {
        let act = Act::ControlOut { setup: numbers(setup), data: Hex(data.to_vec()) };
        self.make(&act).map(drop)
    }

    fn control_in(
        &mut self,
        setup: Setup,
        length: usize,
        _timeout: Duration,
    ) -> Result<Vec<u8>, LinkError> {
        let mut reply = self.make(&Act::ControlIn { setup: numbers(setup), length })?;
        reply.truncate(length);
        Ok(reply)
    }

    fn set_lines(&mut self, dtr: bool, rts: bool) -> Result<(), LinkError> {
        self.make(&Act::SetLines { dtr, rts }).map(drop)
    }

    fn reset(&mut self) -> Result<(), LinkError> {
        self.make(&Act::Reset).map(drop)
    }

    fn counters(&self) -> LinkCounters {
        self.deck.lock().counters
    }
}
