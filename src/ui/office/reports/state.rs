//! What the page of reports remembers, what it asks of the store, and what it takes in. One question is on its way at a
//! time; whatever was chosen meanwhile, the newest is asked next. May depend on `ui`, and types of `engine`, `crm`, `base`.

use super::Part;
use super::outlet::Outlet;
use crate::crm::office::OfficeQuestion;
use crate::crm::orders::order::{OrderSummary, OrderSums};
use crate::crm::reports::period::{By, Period, day_of};
use crate::crm::reports::scope::{ClassKey, OrderScope, Which};
use crate::crm::reports::sheet::Sheet;
use crate::crm::reports::{ContactBy, PayBy, Rank, ReportAnswer, ReportQuestion, sheets};
use crate::engine::handle::{Desk, Ticket};
use crate::engine::query::Query;
use crate::engine::snapshot::Snapshot;
use crate::ui::listing::{Listing, PAGE};
use crate::ui::scene::Scene;
use crate::ui::typed_days::TypedDays;
use std::rc::Rc;

/// Rows in the window; a file has all.
const MOST_ROWS: u32 = 1_000;
/// The present moment of a question stands for so long, milliseconds.
const MOMENT: i64 = 300_000;
/// Days without a talk, when nothing else was typed.
pub(super) const QUIET_DAYS: u32 = 60;

/// An answer with its table.
#[derive(Debug)]
pub(super) struct Shown {
    pub question: ReportQuestion,
    revision: u64,
    pub answer: ReportAnswer,
    pub sheet: Sheet,
}

/// Memory of its views.
#[derive(Debug, Default)]
pub struct ReportState {
    pub(super) part: Part,
    pub(super) period: Period,
    /// The days of a free period while they are shown for typing.
    pub(super) typed: Option<TypedDays>,
    /// Pieces of the sales; `None`: as fits the days.
    pub(super) by: Option<By>,
    pub(super) rank: Rank,
    pub(super) category: Option<String>,
    pub(super) pay_by: PayBy,
    pub(super) which: Which,
    pub(super) class: Option<ClassKey>,
    pub(super) contact_by: ContactBy,
    /// Days without a talk, as typed.
    pub(super) quiet: Option<String>,
    /// The orders behind a figure, when one was chosen.
    pub(super) list: Option<OrderScope>,
    pub(super) rows: Listing<OrderScope, OrderSummary>,
    pub(super) sums: OrderSums,
    /// Where the report is to be written, while that is asked.
    pub(super) outlet: Option<Outlet>,
    pub(super) shown: Option<Rc<Shown>>,
    wanted: Option<(ReportQuestion, u64)>,
    asked: Option<(Ticket, ReportQuestion, u64)>,
    failed: Option<(ReportQuestion, u64)>,
}

impl ReportState {
    /// The file the report is to be written to, as far as it was typed or chosen.
    #[must_use]
    pub fn export_path(&self) -> Option<&str> {
        self.outlet.as_ref()?.path()
    }

    /// The report is to be written to this file.
    pub fn export_to(&mut self, path: String) {
        if let Some(outlet) = &mut self.outlet {
            outlet.write_to(path);
        }
    }

    /// How many days without a talk; `None`: what was typed is no number of days.
    pub(super) fn quiet_days(&self) -> Option<u32> {
        let Some(typed) = &self.quiet else { return Some(QUIET_DAYS) };
        typed.trim().parse().ok().filter(|days| (1..=36_500).contains(days))
    }

    /// The orders the page is about.
    pub(super) fn scope(&self, scene: &Scene<'_>) -> OrderScope {
        let days = self.period.days(scene.wall);
        OrderScope { class: self.class.clone(), which: self.which, ..OrderScope::of(days) }
    }

    /// What the page shows by now.
    pub(super) fn question(&self, scene: &Scene<'_>) -> ReportQuestion {
        let now = scene.wall;
        let days = self.period.days(now);
        let today = day_of(now.utc_millis, now.offset_minutes);
        let limit = MOST_ROWS;
        match self.part {
            Part::Sales => {
                let by = self.by.unwrap_or_else(|| By::fitting(days));
                ReportQuestion::Sales { days, before: self.period.before(now), by }
            }
            Part::Products => {
                let (category, rank) = (self.category.clone(), self.rank);
                ReportQuestion::Products { days, category, rank, limit }
            }
            Part::Classes => ReportQuestion::Classes { days, today },
            Part::Payments => {
                ReportQuestion::Payments { scope: self.scope(scene), by: self.pay_by, limit }
            }
            Part::Contacts => {
                let moment = now.utc_millis - now.utc_millis.rem_euclid(MOMENT);
                let now = (moment, now.offset_minutes);
                ReportQuestion::Contacts { days, by: self.contact_by, now, limit }
            }
            Part::Again => ReportQuestion::Again { today, limit },
            Part::Dormant => ReportQuestion::Dormant { today, limit },
            Part::Quiet => {
                let days = self.quiet_days().unwrap_or(QUIET_DAYS);
                ReportQuestion::Quiet { today, days, limit }
            }
        }
    }

    /// The page is looked at: what it shows is to be asked for.
    pub(super) fn want(&mut self, scene: &Scene<'_>) {
        let revision = scene.snap.data_revision;
        self.wanted = Some((self.question(scene), revision));
        if let Some(list) = &self.list {
            self.rows.show(list, revision);
        }
    }

    /// The answer that is here, when it is one of the same report, and whether it is the one that is wanted.
    pub(super) fn here(&self, scene: &Scene<'_>) -> (Option<Rc<Shown>>, bool) {
        let wanted = self.question(scene);
        let same = std::mem::discriminant(&wanted);
        let shown = self.shown.as_ref();
        let shown = shown.filter(|shown| std::mem::discriminant(&shown.question) == same);
        (shown.cloned(), shown.is_some_and(|shown| shown.question == wanted))
    }

    /// Asks what its views want to know by now.
    pub fn ask(&mut self, desk: &dyn Desk, _snap: &Snapshot) {
        self.ask_report(desk);
        let Some((scope, pages)) = self.rows.take_wanted() else { return };
        for page in pages {
            let scope = Box::new(scope.clone());
            let question = ReportQuestion::Orders { scope, offset: page * PAGE, limit: PAGE };
            match desk.ask(Query::Office(OfficeQuestion::Reports(question))) {
                Ok(ticket) => self.rows.asked(page, ticket),
                Err(_) => self.rows.not_asked(page),
            }
        }
    }

    fn ask_report(&mut self, desk: &dyn Desk) {
        let Some((question, revision)) = self.wanted.take() else { return };
        if self.asked.is_some() || self.failed.as_ref() == Some(&(question.clone(), revision)) {
            return;
        }
        let is_here = |shown: &Rc<Shown>| shown.question == question && shown.revision == revision;
        if self.shown.as_ref().is_some_and(is_here) {
            return;
        }
        let query = Query::Office(OfficeQuestion::Reports(question.clone()));
        if let Ok(ticket) = desk.ask(query) {
            self.asked = Some((ticket, question, revision));
        }
    }

    /// A question could not be answered: it is asked again when something has changed.
    pub fn failed(&mut self, ticket: Ticket) {
        self.rows.failed(ticket);
        if let Some((_, question, revision)) = self.asked.take_if(|(asked, ..)| *asked == ticket) {
            self.failed = Some((question, revision));
        }
    }

    /// Takes an answer in.
    pub fn take(&mut self, ticket: Ticket, answer: ReportAnswer) {
        if let ReportAnswer::Orders(rows, total, sums) = answer {
            if self.rows.expects(ticket) {
                self.sums = sums;
            }
            self.rows.answered(ticket, rows, total);
            return;
        }
        let ours = self.asked.take_if(|(asked, ..)| *asked == ticket);
        let Some((_, question, revision)) = ours else { return };
        if let Some(sheet) = sheets::sheet(&question, &answer) {
            self.failed = None;
            self.shown = Some(Rc::new(Shown { question, revision, answer, sheet }));
        }
    }
}
