//! What the page of figures remembers, what it asks of the store, and what it takes in.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use super::outlet::Outlet;
use crate::base::ids::LineId;
use crate::call::record::CallSummary;
use crate::call::statistics::{
    FigureList, FiguresAnswer, FiguresQuestion, GroupBy, Period, Scope, StatisticsAnswer,
    StatisticsQuestion, TopCallers, What,
};
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::scene::Scene;
use crate::ui::typed_days::TypedDays;
use std::rc::Rc;

/// Parties shown.
const TOP: u32 = 8;

/// What the bars show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Chart {
    /// How many calls.
    #[default]
    Calls,
    /// How long was talked.
    Talk,
}

/// A question of the page, in the store's state of which it was asked.
type Asked<Q> = Option<(Ticket, Q, u64)>;

/// Memory of its views.
#[derive(Debug)]
pub struct StatisticsState {
    pub(super) period: Period,
    /// The days of a free period while they are shown for typing.
    pub(super) typed: Option<TypedDays>,
    pub(super) line: Option<LineId>,
    pub(super) agent: Option<String>,
    pub(super) by: GroupBy,
    pub(super) chart: Chart,
    /// What the heat map counts.
    pub(super) heat: What,
    pub(super) answer: Option<(FiguresQuestion, Rc<FiguresAnswer>)>,
    pub(super) callers: Option<(Scope, TopCallers)>,
    /// The calls behind a figure, when one was chosen.
    pub(super) list: Option<FigureList>,
    pub(super) rows: Listing<FigureList, CallSummary>,
    /// Where a list is to be written, while that is asked.
    pub(super) outlet: Option<Outlet>,
    wanted: Option<(FiguresQuestion, u64)>,
    asked: Asked<FiguresQuestion>,
    fresh: Option<(FiguresQuestion, u64)>,
    callers_asked: Asked<Scope>,
    callers_fresh: Option<(Scope, u64)>,
}

impl Default for StatisticsState {
    fn default() -> Self {
        Self {
            period: Period::default(),
            typed: None,
            line: None,
            agent: None,
            by: GroupBy::default(),
            chart: Chart::default(),
            heat: What::Incoming,
            answer: None,
            callers: None,
            list: None,
            rows: Listing::default(),
            outlet: None,
            wanted: None,
            asked: None,
            fresh: None,
            callers_asked: None,
            callers_fresh: None,
        }
    }
}

impl StatisticsState {
    /// The file a list is to be written to, as far as it was typed or chosen.
    #[must_use]
    pub fn export_path(&self) -> Option<&str> {
        self.outlet.as_ref()?.path()
    }

    /// A list is to be written to this file.
    pub fn export_to(&mut self, path: String) {
        if let Some(outlet) = &mut self.outlet {
            outlet.write_to(path);
        }
    }

    /// Which calls the page is about.
    pub(super) fn scope(&self, scene: &Scene<'_>) -> Scope {
        let span = self.period.span(scene.wall);
        Scope { line: self.line, agent: self.agent.clone(), ..Scope::of(span) }
    }

    /// What the page shows by now.
    pub(super) fn question(&self, scene: &Scene<'_>) -> FiguresQuestion {
        let before = Some(self.period.before(scene.wall));
        FiguresQuestion { scope: self.scope(scene), before, by: self.by }
    }

    /// The page is looked at: what it shows is to be asked for.
    pub(super) fn want(&mut self, scene: &Scene<'_>) {
        let revision = scene.snap.data_revision;
        self.wanted = Some((self.question(scene), revision));
        if let Some(list) = &self.list {
            self.rows.show(list, revision);
        }
    }

    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, _snap: &Snapshot) {
        self.ask_figures(desk);
        let Some((list, pages)) = self.rows.take_wanted() else { return };
        for page in pages {
            let list = Box::new(list.clone());
            let question = StatisticsQuestion::List { list, offset: page * PAGE, limit: PAGE };
            match desk.ask(Query::Statistics(question)) {
                Ok(ticket) => self.rows.asked(page, ticket),
                Err(_) => self.rows.not_asked(page),
            }
        }
    }

    /// The figures first; who called most is asked when they have come, so that nothing waits for it.
    fn ask_figures(&mut self, desk: &dyn Desk) {
        let Some((question, revision)) = self.wanted.take() else { return };
        let is_new = |known: Option<(&FiguresQuestion, u64)>| known != Some((&question, revision));
        let fresh = self.fresh.as_ref().map(|(q, at)| (q, *at));
        let coming = self.asked.as_ref().map(|(_, q, at)| (q, *at));
        if is_new(fresh) {
            if is_new(coming) {
                let query = StatisticsQuestion::Figures(Box::new(question.clone()));
                if let Ok(ticket) = desk.ask(Query::Statistics(query)) {
                    self.asked = Some((ticket, question, revision));
                }
            }
            return;
        }
        let scope = question.scope;
        let fresh =
            self.callers_fresh.as_ref().is_some_and(|(s, at)| *s == scope && *at == revision);
        let coming =
            self.callers_asked.as_ref().is_some_and(|(_, s, at)| *s == scope && *at == revision);
        if !fresh && !coming {
            let query = StatisticsQuestion::Callers { scope: scope.clone(), limit: TOP };
            if let Ok(ticket) = desk.ask(Query::Statistics(query)) {
                self.callers_asked = Some((ticket, scope, revision));
            }
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: StatisticsAnswer) {
        match answer {
            StatisticsAnswer::Figures(answer) => {
                let ours = self.asked.take_if(|(asked, ..)| *asked == ticket);
                if let Some((_, question, revision)) = ours {
                    self.fresh = Some((question.clone(), revision));
                    self.answer = Some((question, Rc::from(answer)));
                }
            }
            StatisticsAnswer::Callers(callers) => {
                let ours = self.callers_asked.take_if(|(asked, ..)| *asked == ticket);
                if let Some((_, scope, revision)) = ours {
                    self.callers_fresh = Some((scope.clone(), revision));
                    self.callers = Some((scope, callers));
                }
            }
            StatisticsAnswer::List(calls, total) => self.rows.answered(ticket, calls, total),
        }
    }
}
