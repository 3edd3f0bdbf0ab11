//! What each wish on the page of reports does; where the list behind a figure is. May depend on `ui`, and types of `engine`.

use super::outlet::Outlet;
use super::{Part, ReportAction, words};
use crate::base::number::PhoneNumber;
use crate::call::dialling::DialSource;
use crate::call::record::CallFilter;
use crate::call::statistics::{FigureList, Scope, Span, What};
use crate::crm::agenda::{Finished, Which};
use crate::crm::cards::CardFilter;
use crate::crm::reports::PayBy;
use crate::crm::reports::period::{By, Days, date_of};
use crate::crm::reports::scope::OrderScope;
use crate::crm::reports::sheet::{CallsOf, Opens};
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::reports::{ReportCommand, ReportOrder, ReportTo};
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::office::agenda::Shown;
use crate::ui::office::orders::OrderAction;
use crate::ui::performing;
use crate::ui::state::Screen;
use crate::ui::topics::dialling::DialAction;
use crate::ui::topics::statistics::StatisticsAction;
use crate::ui::topics::worklist::narrow::{Narrow, When};
use egui::Context;

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: ReportAction) {
    let state = &mut app.state.office.reports;
    match action {
        ReportAction::Show(part) => {
            state.part = part;
            state.list = None;
        }
        ReportAction::Open(opens) => open(app, ctx, *opens),
        ReportAction::CloseList => state.list = None,
        ReportAction::PrepareExport => state.outlet = Some(Outlet::default()),
        ReportAction::Write(order) => {
            state.outlet = None;
            send(app, ReportCommand::Write(order));
        }
        ReportAction::Print => print(app),
        ReportAction::Cancel => {
            state.outlet = None;
            if app.snap.office.reports.writing.is_some() {
                send(app, ReportCommand::Cancel);
            }
        }
    }
}

fn send(app: &mut App, command: ReportCommand) {
    app.send(Command::Office(OfficeCommand::Reports(command)));
}

fn print(app: &mut App) {
    let snap = std::sync::Arc::clone(&app.snap);
    let scene = app.scene(&snap);
    let settings = &snap.settings.office.orders;
    let order = ReportOrder {
        question: app.state.office.reports.question(&scene),
        to: ReportTo::Paper(settings.print_to),
        shop: settings.shop.clone(),
        words: words::sentences(&scene),
    };
    send(app, ReportCommand::Write(Box::new(order)));
}

/// Shows the list behind a figure.
fn open(app: &mut App, ctx: &Context, opens: Opens) {
    match opens {
        Opens::Orders(scope) => app.state.office.reports.list = Some(*scope),
        Opens::Payments(scope) => payments(app, *scope),
        Opens::Members(class) => {
            let customers = &mut app.state.customers;
            customers.text.clear();
            customers.open = None;
            app.state.office.transfer.leave();
            let cards = &mut app.state.office.cards;
            cards.leave_finder();
            let (class, order) = (class.unwrap_or_default(), cards.filter.order);
            cards.filter = CardFilter { class, order, ..CardFilter::default() };
            app.state.screen = Screen::Customers;
        }
        Opens::Customer(id) => performing::perform(app, ctx, Action::OpenCustomer(id)),
        Opens::Order(id) => performing::perform(app, ctx, OrderAction::Open(id).into()),
        Opens::Usual(id) => performing::perform(app, ctx, OrderAction::Quick(Some(id)).into()),
        Opens::Dial(id, number) => {
            let number = PhoneNumber::new(number);
            let dial = DialAction::Dial(number, Some(id), DialSource::Card);
            performing::perform(app, ctx, Action::Dialling(dial));
        }
        Opens::Sales(days) => {
            let state = &mut app.state.office.reports;
            state.part = Part::Sales;
            state.by = Some(By::fitting(days));
            state.show_days(days.first, days.last);
        }
        Opens::Calls { days, agent, what } => calls(app, ctx, days, agent, what),
        Opens::Log { days, customer, agent, what } => {
            let calls = &mut app.state.calls;
            calls.filter = match what {
                CallsOf::Missed => CallFilter::Missed,
                CallsOf::Outgoing => CallFilter::Outgoing,
                CallsOf::Incoming | CallsOf::Talk | CallsOf::Noted => CallFilter::All,
            };
            calls.text.clear();
            calls.narrow = Narrow {
                when: When::Range,
                from: Days::new(days.first, days.first).text(),
                to: Days::new(days.last, days.last).text(),
                customer,
                agent: agent.unwrap_or_default(),
                noted: what == CallsOf::Noted,
                ..Narrow::default()
            };
            app.state.worklist.filters = true;
            app.state.screen = Screen::Calls;
        }
        Opens::Tasks { days, customer, agent } => {
            let snap = std::sync::Arc::clone(&app.snap);
            let finished = Finished {
                first: date_of(days.first),
                last: date_of(days.last),
                offset_minutes: app.scene(&snap).wall.offset_minutes,
                by: agent,
                customer,
            };
            app.state.office.agenda.shown = Shown::List(Which::Finished(finished));
            app.state.screen = Screen::Today;
        }
        Opens::Promises => {
            app.state.office.agenda.shown = Shown::Today;
            app.state.screen = Screen::Today;
        }
    }
}

/// The sales-and-payment table of some of the customers.
fn payments(app: &mut App, scope: OrderScope) {
    let snap = std::sync::Arc::clone(&app.snap);
    let days = app.state.office.reports.period.days(app.scene(&snap).wall);
    let state = &mut app.state.office.reports;
    (state.part, state.pay_by, state.list) = (Part::Payments, PayBy::Customer, None);
    (state.class, state.which) = (scope.class, scope.which);
    if days != scope.days {
        state.show_days(scope.days.first, scope.days.last);
    }
}

/// Calls have a page of figures of their own: their list opens there.
fn calls(app: &mut App, ctx: &Context, days: Days, agent: Option<String>, what: CallsOf) {
    let what = match what {
        CallsOf::Incoming => What::Incoming,
        CallsOf::Missed => What::Missed,
        CallsOf::Outgoing => What::Outgoing,
        CallsOf::Talk => What::Talked,
        CallsOf::Noted => What::All,
    };
    let span = Span::of_days(days.first, days.last.saturating_add(1));
    let scope = Scope { agent, ..Scope::of(span) };
    let list = Box::new(FigureList { scope, what });
    app.state.screen = Screen::Statistics;
    performing::perform(app, ctx, Action::Statistics(StatisticsAction::OpenList(list)));
}
