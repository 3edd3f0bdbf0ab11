//! The figures themselves: counts and sums that add up, and the formulas over them. Every formula is one function, so that a card, a
//! table, a file and a test say the same. Formulas of the service level: the four in use in call centres.
//! May depend on nothing.

/// The limits a service level may be measured by, in seconds.
pub const WITHIN: [u64; 6] = [5, 10, 15, 20, 30, 60];

/// One of [`WITHIN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Within(u8);

impl Default for Within {
    /// Twenty seconds.
    fn default() -> Self {
        Self(3)
    }
}

impl Within {
    /// All, shortest first.
    #[must_use]
    pub fn all() -> [Self; WITHIN.len()] {
        [0, 1, 2, 3, 4, 5].map(Self)
    }

    /// The limit nearest to so many seconds.
    #[must_use]
    pub fn nearest(seconds: u64) -> Self {
        Self::all().into_iter().min_by_key(|w| w.seconds().abs_diff(seconds)).unwrap_or_default()
    }

    /// In seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        WITHIN.get(usize::from(self.0)).copied().unwrap_or(20)
    }
}

/// Counts and sums over some calls. Every call is of exactly one kind: `answered`, `missed`, `blocked`, `incoming_other` (these four are
/// `incoming`), `connected`, `busy`, `no_answer`, `outgoing_other` (these four are `outgoing`), `unclear`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Figures {
    /// All calls.
    pub calls: u64,
    /// Incoming.
    pub incoming: u64,
    /// Incoming, answered.
    pub answered: u64,
    /// Incoming, rang, nobody answered.
    pub missed: u64,
    /// Incoming, turned away by the firewall.
    pub blocked: u64,
    /// Incoming, cut off or still ringing.
    pub incoming_other: u64,
    /// Outgoing.
    pub outgoing: u64,
    /// Outgoing, the far end answered.
    pub connected: u64,
    /// Outgoing, busy.
    pub busy: u64,
    /// Outgoing, nobody answered.
    pub no_answer: u64,
    /// Outgoing, given up or cut off.
    pub outgoing_other: u64,
    /// Neither known.
    pub unclear: u64,
    /// Talk longer than 30 s.
    pub effective: u64,
    /// With talk.
    pub talked: u64,
    /// Missed and not dealt with.
    pub unreturned: u64,
    /// Incoming, from a customer.
    pub known: u64,
    /// Incoming, from nobody known.
    pub strangers: u64,
    /// Talk, milliseconds.
    pub talk_millis: u64,
    /// From the first ring to the answer of incoming calls, milliseconds.
    pub wait_millis: u64,
    /// Answered within each of [`WITHIN`].
    pub answered_within: [u64; WITHIN.len()],
    /// Missed, the caller having given up within each of [`WITHIN`].
    pub missed_within: [u64; WITHIN.len()],
    /// The longest talk, milliseconds.
    pub longest_millis: u64,
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ratio {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

impl Ratio {
    /// Thousandths, rounded down: 99.96 % is not yet 100 %. `None`: there is nothing to take a part of.
    #[must_use]
    pub fn permille(self) -> Option<u64> {
        self.part.saturating_mul(1_000).checked_div(self.whole)
    }
}

/// A formula of the service level: a answered, b missed, y within so many seconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// (a_y + b_y) ÷ (a + b): who gave up in time counts as served.
    Served,
    /// a_y ÷ a: of the answered ones.
    OfAnswered,
    /// a_y ÷ (a + b): of all callers.
    #[default]
    OfAll,
    /// a_y ÷ (a + b after y): of all but those who gave up in time.
    OfPatient,
}

impl Level {
    /// All, in the order of `product.md`.
    pub const ALL: [Self; 4] = [Self::Served, Self::OfAnswered, Self::OfAll, Self::OfPatient];

    /// Whose part and whole these are.
    #[must_use]
    pub fn of(self, figures: &Figures, within: Within) -> Ratio {
        let (a, b) = (figures.answered, figures.missed);
        let a_y = figures.answered_in(within);
        let b_y = figures.missed_in(within);
        let (part, whole) = match self {
            Self::Served => (a_y + b_y, a + b),
            Self::OfAnswered => (a_y, a),
            Self::OfAll => (a_y, a + b),
            Self::OfPatient => (a_y, a + b.saturating_sub(b_y)),
        };
        Ratio { part, whole }
    }

    /// The calls that are its whole.
    #[must_use]
    pub const fn whole(self, within: Within) -> What {
        match self {
            Self::Served | Self::OfAll => What::Waited,
            Self::OfAnswered => What::Answered,
            Self::OfPatient => What::Patient(within),
        }
    }

    /// The calls that are its part.
    #[must_use]
    pub const fn part(self, within: Within) -> What {
        match self {
            Self::Served => What::Served(within),
            Self::OfAnswered | Self::OfAll | Self::OfPatient => What::AnsweredWithin(within),
        }
    }
}

impl Figures {
    /// Answered within the limit.
    #[must_use]
    pub fn answered_in(&self, within: Within) -> u64 {
        self.answered_within.get(usize::from(within.0)).copied().unwrap_or_default()
    }

    /// Given up within the limit.
    #[must_use]
    pub fn missed_in(&self, within: Within) -> u64 {
        self.missed_within.get(usize::from(within.0)).copied().unwrap_or_default()
    }

    /// Answered of those that could be answered: answered ÷ (answered + missed).
    #[must_use]
    pub fn answer_rate(&self) -> Ratio {
        Ratio { part: self.answered, whole: self.answered + self.missed }
    }

    /// Connected of those that were dialled: connected ÷ outgoing.
    #[must_use]
    pub fn connect_rate(&self) -> Ratio {
        Ratio { part: self.connected, whole: self.outgoing }
    }

    /// Talk ÷ calls with talk, milliseconds, rounded down.
    #[must_use]
    pub fn mean_talk_millis(&self) -> Option<u64> {
        self.talk_millis.checked_div(self.talked)
    }

    /// Ringing ÷ answered, milliseconds, rounded down.
    #[must_use]
    pub fn mean_wait_millis(&self) -> Option<u64> {
        self.wait_millis.checked_div(self.answered)
    }

    /// Takes others in.
    pub fn add(&mut self, other: &Self) {
        let sums = [
            (&mut self.calls, other.calls),
            (&mut self.incoming, other.incoming),
            (&mut self.answered, other.answered),
            (&mut self.missed, other.missed),
            (&mut self.blocked, other.blocked),
            (&mut self.incoming_other, other.incoming_other),
            (&mut self.outgoing, other.outgoing),
            (&mut self.connected, other.connected),
            (&mut self.busy, other.busy),
            (&mut self.no_answer, other.no_answer),
            (&mut self.outgoing_other, other.outgoing_other),
            (&mut self.unclear, other.unclear),
            (&mut self.effective, other.effective),
            (&mut self.talked, other.talked),
            (&mut self.unreturned, other.unreturned),
            (&mut self.known, other.known),
            (&mut self.strangers, other.strangers),
            (&mut self.talk_millis, other.talk_millis),
            (&mut self.wait_millis, other.wait_millis),
        ];
        for (sum, more) in sums {
            *sum = sum.saturating_add(more);
        }
        let pairs = self.answered_within.iter_mut().zip(other.answered_within);
        for (sum, more) in pairs.chain(self.missed_within.iter_mut().zip(other.missed_within)) {
            *sum = sum.saturating_add(more);
        }
        self.longest_millis = self.longest_millis.max(other.longest_millis);
    }
}

/// Which calls a figure counts, and so which calls its list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// All.
    All,
    /// Incoming.
    Incoming,
    /// Incoming, answered.
    Answered,
    /// Incoming, nobody answered.
    Missed,
    /// Turned away by the firewall.
    Blocked,
    /// Incoming, cut off or still ringing.
    IncomingOther,
    /// Outgoing.
    Outgoing,
    /// Outgoing, answered.
    Connected,
    /// Outgoing, busy.
    Busy,
    /// Outgoing, nobody answered.
    NoAnswer,
    /// Outgoing, given up or cut off.
    OutgoingOther,
    /// Neither known.
    Unclear,
    /// Talk longer than 30 s.
    Effective,
    /// With talk.
    Talked,
    /// As long as the longest.
    Longest,
    /// Missed and not dealt with.
    Unreturned,
    /// Incoming, from a customer.
    Known,
    /// Incoming, from nobody known.
    Strangers,
    /// Answered or missed: what the answer rate is of.
    Waited,
    /// Answered within the limit.
    AnsweredWithin(Within),
    /// Answered within the limit, or given up within it.
    Served(Within),
    /// Answered, or given up after the limit.
    Patient(Within),
}

impl What {
    /// Those without a limit, in the order in which people are shown them.
    pub const PLAIN: [Self; 19] = [
        Self::All,
        Self::Incoming,
        Self::Answered,
        Self::Missed,
        Self::Blocked,
        Self::IncomingOther,
        Self::Outgoing,
        Self::Connected,
        Self::Busy,
        Self::NoAnswer,
        Self::OutgoingOther,
        Self::Unclear,
        Self::Effective,
        Self::Talked,
        Self::Longest,
        Self::Unreturned,
        Self::Known,
        Self::Strangers,
        Self::Waited,
    ];

    /// How many calls that is. `None`: the sums do not say; the calls must be counted.
    #[must_use]
    pub fn count(self, figures: &Figures) -> Option<u64> {
        let f = figures;
        Some(match self {
            Self::All => f.calls,
            Self::Incoming => f.incoming,
            Self::Answered => f.answered,
            Self::Missed => f.missed,
            Self::Blocked => f.blocked,
            Self::IncomingOther => f.incoming_other,
            Self::Outgoing => f.outgoing,
            Self::Connected => f.connected,
            Self::Busy => f.busy,
            Self::NoAnswer => f.no_answer,
            Self::OutgoingOther => f.outgoing_other,
            Self::Unclear => f.unclear,
            Self::Effective => f.effective,
            Self::Talked => f.talked,
            Self::Longest => return None,
            Self::Unreturned => f.unreturned,
            Self::Known => f.known,
            Self::Strangers => f.strangers,
            Self::Waited => f.answered + f.missed,
            Self::AnsweredWithin(within) => f.answered_in(within),
            Self::Served(within) => f.answered_in(within) + f.missed_in(within),
            Self::Patient(within) => f.answered + f.missed.saturating_sub(f.missed_in(within)),
        })
    }

    /// Its word in texts, files and commands.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Incoming => "incoming",
            Self::Answered => "answered",
            Self::Missed => "missed",
            Self::Blocked => "blocked",
            Self::IncomingOther => "incoming_other",
            Self::Outgoing => "outgoing",
            Self::Connected => "connected",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::OutgoingOther => "outgoing_other",
            Self::Unclear => "unclear",
            Self::Effective => "effective",
            Self::Talked => "talked",
            Self::Longest => "longest",
            Self::Unreturned => "unreturned",
            Self::Known => "known",
            Self::Strangers => "strangers",
            Self::Waited => "waited",
            Self::AnsweredWithin(_) => "answered_within",
            Self::Served(_) => "served",
            Self::Patient(_) => "patient",
        }
    }

    /// Its limit in seconds, when it has one.
    #[must_use]
    pub fn within(self) -> Option<u64> {
        match self {
            Self::AnsweredWithin(w) | Self::Served(w) | Self::Patient(w) => Some(w.seconds()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_formulas_of_the_service_level_differ_as_their_names_say() {
        // 8 answered (6 of them within 20 s), 4 missed (1 gave up within 20 s).
        let mut figures = Figures { answered: 8, missed: 4, ..Figures::default() };
        figures.answered_within = [1, 2, 4, 6, 7, 8];
        figures.missed_within = [0, 0, 0, 1, 2, 4];
        let y = Within::nearest(20);
        let parts = Level::ALL.map(|level| level.of(&figures, y));
        let expected = [(7, 12), (6, 8), (6, 12), (6, 11)];
        assert_eq!(parts.map(|r| (r.part, r.whole)), expected);
        let permille = parts.map(Ratio::permille);
        assert_eq!(permille, [Some(583), Some(750), Some(500), Some(545)]);
        for level in Level::ALL {
            let ratio = level.of(&figures, y);
            assert_eq!(level.part(y).count(&figures), Some(ratio.part), "{level:?}");
            assert_eq!(level.whole(y).count(&figures), Some(ratio.whole), "{level:?}");
        }
    }

    #[test]
    fn nothing_is_no_percentage_and_nearly_all_is_not_all() {
        let nothing = Figures::default();
        assert_eq!(nothing.answer_rate().permille(), None);
        assert_eq!((nothing.mean_talk_millis(), nothing.mean_wait_millis()), (None, None));
        assert_eq!(Ratio { part: 9_999, whole: 10_000 }.permille(), Some(999));
        assert_eq!(Within::nearest(18).seconds(), 20);
    }
}
