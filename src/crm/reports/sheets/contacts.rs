//! The contact table. May depend on the rest of `crm::reports`.

use super::{column, more, text};
use crate::crm::reports::period::{By, Days};
use crate::crm::reports::sheet::{CallsOf, Cell, Column, Figure, Opens, Sheet, Wide};
use crate::crm::reports::{ContactBy, ContactKey, ContactReport, Contacts};

macro_rules! columns {
    ($first:literal) => {
        &[
            column($first, Wide::Name, 0),
            column("reports.col_incoming", Wide::Amount, 0),
            column("reports.col_missed", Wide::Amount, 0),
            column("reports.col_outgoing", Wide::Amount, 0),
            column("reports.col_talk", Wide::Amount, 1),
            column("reports.col_notes", Wide::Amount, 2),
            column("reports.col_tasks", Wide::Amount, 2),
        ]
    };
}

pub(super) const BY_DAY: &[Column] = columns!("reports.col_day");
pub(super) const BY_AGENT: &[Column] = columns!("reports.col_agent");
pub(super) const BY_CUSTOMER: &[Column] = columns!("reports.col_customer");

/// Calls, talk, notes, tasks.
#[must_use]
pub fn contacts(days: Days, by: ContactBy, report: &ContactReport) -> Sheet {
    let rows = report.rows.iter().map(|(key, figures)| {
        let (name, opens): (Cell, Box<dyn Fn(CallsOf) -> Opens>) = match key {
            ContactKey::Day(day) => {
                let own = Days { first: *day, last: *day };
                let name = Figure::Piece(By::Day, own).into();
                (name, Box::new(move |what| Opens::Calls { days: own, agent: None, what }))
            }
            ContactKey::Agent(agent) => {
                let name =
                    if agent.is_empty() { Figure::Word("reports.nobody") } else { text(agent) };
                let agent = agent.clone();
                let opens = move |what| Opens::Calls { days, agent: Some(agent.clone()), what };
                (name.into(), Box::new(opens))
            }
            ContactKey::Customer(id, name) => {
                let id = *id;
                let name =
                    if name.is_empty() { Figure::Word("reports.no_name") } else { text(name) };
                let name = Cell::opening(name, Opens::Customer(id));
                (name, Box::new(move |_| Opens::Customer(id)))
            }
        };
        row(name, figures, &*opens)
    });
    let all = |what| Opens::Calls { days, agent: None, what };
    let total = row(Figure::Word("reports.total").into(), &report.total, &all);
    Sheet {
        title: "reports.title_contacts",
        about: days.text(),
        columns: match by {
            ContactBy::Day => BY_DAY,
            ContactBy::Agent => BY_AGENT,
            ContactBy::Customer => BY_CUSTOMER,
        }
        .to_vec(),
        rows: rows.collect(),
        sums: vec![total],
        more: more(report.rows.len(), report.count),
    }
}

fn row(name: Cell, figures: &Contacts, opens: &dyn Fn(CallsOf) -> Opens) -> Vec<Cell> {
    let calls = |count, what| Cell::opening(Figure::Count(count), opens(what));
    vec![
        name,
        calls(figures.incoming, CallsOf::Incoming),
        calls(figures.missed, CallsOf::Missed),
        calls(figures.outgoing, CallsOf::Outgoing),
        Cell::opening(Figure::Millis(figures.talk_millis), opens(CallsOf::Talk)),
        Figure::Count(figures.notes).into(),
        Figure::Count(figures.tasks).into(),
    ]
}
