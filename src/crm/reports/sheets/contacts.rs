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
                let opens = move |what| Opens::Log { days, customer: Some(id), agent: None, what };
                (name, Box::new(opens))
            }
        };
        row(name, figures, &*opens)
    });
    let all = |what| Opens::Calls { days, agent: None, what };
    let mut total = row(Figure::Word("reports.total").into(), &report.total, &all);
    if by == ContactBy::Customer {
        // The lists know nobody without a card, whom this sum leaves out.
        for cell in &mut total {
            cell.opens = None;
        }
    }
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

/// Notes stand with their calls in the log, which knows nobody without a name.
fn noted(count: u64, opens: Opens) -> Cell {
    match opens {
        Opens::Calls { agent: Some(agent), .. } if agent.is_empty() => Figure::Count(count).into(),
        Opens::Calls { days, agent, what } => {
            Cell::opening(Figure::Count(count), Opens::Log { days, customer: None, agent, what })
        }
        other => Cell::opening(Figure::Count(count), other),
    }
}

/// Tasks that were done by whom and when the calls of this row were.
fn done(count: u64, opens: Opens) -> Cell {
    let count = Figure::Count(count);
    match opens {
        Opens::Calls { days, agent, .. } => {
            Cell::opening(count, Opens::Tasks { days, customer: None, agent })
        }
        Opens::Log { days, customer, agent, .. } => {
            Cell::opening(count, Opens::Tasks { days, customer, agent })
        }
        _ => count.into(),
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
        noted(figures.notes, opens(CallsOf::Noted)),
        done(figures.tasks, opens(CallsOf::Talk)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CustomerId;

    #[test]
    fn figures_of_a_customer_open_the_calls_and_notes_open_those_with_one() {
        let figures = Contacts { incoming: 2, notes: 1, tasks: 1, ..Contacts::default() };
        let key = ContactKey::Customer(CustomerId(5), "Li".into());
        let report = ContactReport { rows: vec![(key, figures)], ..ContactReport::default() };
        let days = Days::new(10, 12);
        let sheet = contacts(days, ContactBy::Customer, &report);
        let log = |what| Opens::Log { days, customer: Some(CustomerId(5)), agent: None, what };
        let opens: Vec<_> = sheet.rows[0].iter().map(|cell| cell.opens.clone()).collect();
        assert_eq!(opens[0], Some(Opens::Customer(CustomerId(5))));
        assert_eq!(opens[1], Some(log(CallsOf::Incoming)));
        assert_eq!(opens[5], Some(log(CallsOf::Noted)));
        let tasks = Opens::Tasks { days, customer: Some(CustomerId(5)), agent: None };
        assert_eq!(opens[6], Some(tasks));
        let is_shut = sheet.sums[0].iter().all(|cell| cell.opens.is_none());
        assert!(is_shut, "the sum of customers leaves out whoever has no card; lists do not");
    }
}
