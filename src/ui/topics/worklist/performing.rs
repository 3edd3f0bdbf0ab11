//! What each wish of the worklist does. May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::base::clock::Stamp;
use crate::base::ids::CallId;
use crate::base::number::PhoneNumber;
use crate::call::dialling::DialSource;
use crate::call::worklist::period;
use crate::call::worklist::promise::PromiseId;
use crate::engine::command::Command;
use crate::engine::query::CallFilter;
use crate::engine::topics::dialling::DialCommand;
use crate::engine::topics::worklist::WorkCommand;
use crate::ui::app::App;
use crate::ui::state::Screen;
use crate::ui::topics::worklist::narrow::Narrow;
use crate::ui::topics::worklist::promising::PromiseForm;
use crate::ui::topics::worklist::{Expanded, PutOff, WorkAction};
use egui::Context;

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: WorkAction) {
    match action {
        WorkAction::CallBack(number) => call_back(app, number),
        WorkAction::Dismiss(call) => send(app, WorkCommand::Dismiss(call)),
        WorkAction::Expand(key) => {
            let open = app.state.worklist.expanded.take().filter(|open| open.key == key);
            app.state.worklist.expanded =
                open.is_none().then(|| Expanded { key, ..Expanded::default() });
        }
        WorkAction::SetResult(call, word) => send(app, WorkCommand::SetResult(call, word)),
        WorkAction::Promise(call) => {
            let wall = app.wall();
            app.state.worklist.form = Some(PromiseForm::new(call, wall));
        }
        WorkAction::EditPromise(id) => edit(app, id),
        WorkAction::SavePromise => save(app),
        WorkAction::CancelPromise => app.state.worklist.form = None,
        WorkAction::Kept(id) => send(app, WorkCommand::PromiseDone(id, true)),
        WorkAction::Snooze(id, by) => {
            let due = put_off(by, app.wall());
            send(app, WorkCommand::Snooze(id, due));
        }
        WorkAction::ShowCall(call) => show_call(app, call),
        WorkAction::CallsOf(customer) => {
            let calls = &mut app.state.calls;
            calls.filter = CallFilter::All;
            calls.text.clear();
            calls.narrow = Narrow { customer: Some(customer), ..Narrow::default() };
            app.state.worklist.filters = true;
            app.state.screen = Screen::Calls;
        }
        WorkAction::ToggleFilters => {
            let shown = &mut app.state.worklist.filters;
            *shown = !*shown;
        }
        WorkAction::ClearFilters => {
            app.state.calls.narrow = Narrow::default();
            app.state.calls.text.clear();
        }
    }
}

/// Dials as the line can: by the box, or large on the screen for whoever dials on the desk phone.
fn call_back(app: &mut App, number: PhoneNumber) {
    let (customer, source) = (None, DialSource::Log);
    app.send(Command::Dialling(DialCommand::Dial { number, customer, source }));
}

fn send(app: &mut App, command: WorkCommand) {
    app.send(Command::Worklist(command));
}

fn edit(app: &mut App, id: PromiseId) {
    let promise = app.snap.worklist.promises.iter().find(|promise| promise.id == id).cloned();
    if let Some(promise) = promise {
        if let Some(call) = promise.call {
            app.state.calls.chosen = Some(call);
        }
        app.state.worklist.form = Some(PromiseForm::of(&promise));
    }
}

fn save(app: &mut App) {
    let wall = app.wall();
    let Some(form) = &mut app.state.worklist.form else { return };
    form.tried = true;
    let Some(draft) = form.draft(wall) else { return };
    send(app, WorkCommand::SavePromise(draft));
    if !app.state.refused {
        app.state.worklist.form = None;
    }
}

fn show_call(app: &mut App, call: CallId) {
    let calls = &mut app.state.calls;
    calls.filter = CallFilter::All;
    calls.text.clear();
    calls.narrow = Narrow::default();
    calls.chosen = Some(call);
    calls.reveal = true;
    app.state.screen = Screen::Calls;
}

/// The moment a promise put off comes back, milliseconds since 1970 UTC.
fn put_off(by: PutOff, now: Stamp) -> i64 {
    const MINUTE: i64 = 60_000;
    match by {
        PutOff::TenMinutes => now.utc_millis + 10 * MINUTE,
        PutOff::Hour => now.utc_millis + 60 * MINUTE,
        PutOff::Tomorrow => {
            let tomorrow = period::date_of(now.utc_millis, now.offset_minutes)
                .and_then(|today| today.tomorrow().ok());
            let nine = jiff::civil::time(9, 0, 0, 0);
            tomorrow
                .and_then(|day| period::moment(day, nine, now.offset_minutes))
                .unwrap_or(now.utc_millis + 24 * 60 * MINUTE)
        }
    }
}
