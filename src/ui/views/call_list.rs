//! The call log: filter chips, filter box, a virtual table, the details of the chosen call beside it.
//! May depend on `ui`, and types of `engine`, `call`.

use crate::base::ids::CallId;
use crate::call::dialling::DialSource;
use crate::call::record::{CallSummary, Direction, Outcome, Recording, RecordingState};
use crate::call::worklist::log::LogOrder;
use crate::engine::query::CallFilter;
use crate::engine::topics::look::LookSettings;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::{CallsState, ViewState};
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::dialling::{self, DialAction};
use crate::ui::topics::firewall;
use crate::ui::topics::places;
use crate::ui::topics::worklist::narrow::Narrow;
use crate::ui::topics::worklist::{WorkAction, narrow, page};
use crate::ui::views::call_details;
use crate::ui::walking;
use crate::ui::widgets;
use crate::ui::widgets::table::{self, Column, Sorting, Table, Width};
use crate::ui::wording;
use egui::{Align, Frame, Key, Layout, Margin, Panel, Popup, PopupCloseBehavior, RichText, Ui};
use egui_extras::TableRow;

/// The filters, in the order of their chips.
pub const FILTERS: [CallFilter; 5] = [
    CallFilter::All,
    CallFilter::Incoming,
    CallFilter::Outgoing,
    CallFilter::Missed,
    CallFilter::ToDo,
];

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let calls = &state.calls;
    let question = calls.narrow.question(calls.filter, &calls.text, scene.wall);
    state.calls.list.show(&question, scene.snap.data_revision);
    head(ui, scene, state, &mut out);
    ui.add_space(gap::TIGHT);
    if state.worklist.filters {
        narrow::show(ui, scene, &mut state.calls.narrow, &state.worklist, &mut out);
    }
    if state.calls.chosen.is_some() {
        details_panel(ui).show(ui, |ui| out.extend(call_details::show(ui, scene, state)));
    }
    // What waits is shown by caller; words and filters look at single calls.
    if question.filter == CallFilter::ToDo && !question.is_narrow() {
        out.extend(page::show(ui, scene, state));
        return out;
    }
    out.extend(keys(ui, &mut state.calls));
    table(ui, scene, &mut state.calls, &mut out);
    out
}

/// Beside the list where there is room, else below it.
fn details_panel(ui: &Ui) -> Panel {
    let room = ui.available_width();
    let (panel, wish, margin) = if room > 930.0 {
        let margin = Margin { left: 12, ..Margin::ZERO };
        let wish = if room > 1000.0 { size::DETAILS_WIDE } else { size::DETAILS };
        (Panel::right("call-details"), wish, margin)
    } else {
        let margin = Margin { top: 12, ..Margin::ZERO };
        (Panel::bottom("call-details-below"), ui.available_height() * 0.5, margin)
    };
    panel
        .exact_size(wish)
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().inner_margin(margin))
}

fn head(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    let ViewState { calls, worklist, focus_search: focus, .. } = state;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for filter in FILTERS {
            let count = (filter == CallFilter::ToDo).then_some(scene.snap.missed_open);
            let text = scene.texts.t(wording::filter_key(filter));
            if controls::chip(ui, text, count, calls.filter == filter).clicked() {
                calls.filter = filter;
            }
        }
        let filters = Action::Worklist(WorkAction::ToggleFilters);
        if controls::chip(ui, scene.t("worklist.filters"), None, worklist.filters).clicked() {
            out.push(filters);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let hint = scene.t("calls.search");
            let width = (ui.available_width() - 90.0).clamp(120.0, 280.0);
            controls::search(ui, hint, &mut calls.text, width, std::mem::take(focus));
            count(ui, scene, calls);
        });
    });
}

/// How many calls are shown, as far as it is known.
fn count(ui: &mut Ui, scene: &Scene<'_>, calls: &CallsState) {
    let Some(total) = calls.list.total().filter(|total| *total > 0) else { return };
    let plus = if calls.more { "+" } else { "" };
    let count = format!("{}{plus}", wording::grouped(total));
    controls::small(ui, scene.tf("worklist.count", &[("count", &count)]));
}

/// Up, down and Enter move through the list while nobody types.
fn keys(ui: &Ui, calls: &mut CallsState) -> Vec<Action> {
    if !walking::is_listening(ui, &calls.list) {
        return Vec::new();
    }
    let at = calls.chosen.and_then(|id| calls.list.position(|call| call.record.id == id));
    if let Some(call) = walking::walked(ui, &calls.list, at) {
        calls.reveal = true;
        return vec![Action::ChooseCall(call.record.id)];
    }
    match calls.chosen {
        Some(id) if walking::pressed(ui, Key::Enter) => vec![Action::OpenParty(id)],
        _ => Vec::new(),
    }
}

fn table(ui: &mut Ui, scene: &Scene<'_>, calls: &mut CallsState, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let total = calls.list.total();
    let frame = Frame::new()
        .fill(t.surface)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(size::RADIUS_SURFACE)
        .inner_margin(egui::Margin::symmetric(6, 4));
    frame.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if total == Some(0) {
            let narrowed = calls.filter != CallFilter::All
                || calls.narrow != Narrow::default()
                || !calls.text.trim().is_empty();
            let (title, hint) = if narrowed {
                ("calls.none_found", "calls.none_found_hint")
            } else {
                ("calls.empty", "calls.empty_hint")
            };
            let words = (scene.texts.t(title), scene.texts.t(hint));
            if narrowed {
                widgets::empty(ui, Icon::Calls, words.0, words.1);
            } else {
                let dial = Action::Dialling(DialAction::TogglePanel);
                widgets::empty_with(ui, scene, Icon::Calls, words, dial, out);
            }
            return;
        }
        rows(ui, scene, calls, total.unwrap_or(table::AT_FIRST), out);
    });
}

/// The name under which the table is remembered.
const TABLE: &str = "calls";

const COLUMNS: [Column; 7] = [
    Column::new("kind", Width::Exact(26.0)).bare(),
    Column::new("calls.when", Width::Exact(114.0)),
    Column::new("calls.party", Width::Share(90.0)),
    Column::new("calls.number", Width::Exact(128.0)),
    Column::new("calls.length", Width::Exact(84.0)),
    Column::new("work", Width::Exact(92.0)).bare(),
    Column::new("calls.note", Width::Share(60.0)).from(780.0),
];

/// By what the log can be sorted without reading all of it; the others have no order that ten million calls stand in.
const fn sorting(order: LogOrder) -> [Sorting; 3] {
    let (when, party, length) = match order {
        LogOrder::Newest => (Some(false), None, None),
        LogOrder::Oldest => (Some(true), None, None),
        LogOrder::Party => (None, Some(true), None),
        LogOrder::Longest => (None, None, Some(false)),
    };
    [
        Sorting { column: "calls.when", now: when },
        Sorting { column: "calls.party", now: party },
        Sorting { column: "calls.length", now: length },
    ]
}

/// The order after a press on a head: the other way round, or as usual again.
fn reordered(now: LogOrder, column: &str) -> LogOrder {
    match (column, now) {
        ("calls.when", LogOrder::Newest) => LogOrder::Oldest,
        ("calls.party", LogOrder::Party) | ("calls.length", LogOrder::Longest) => LogOrder::Newest,
        ("calls.party", _) => LogOrder::Party,
        ("calls.length", _) => LogOrder::Longest,
        _ => LogOrder::Newest,
    }
}

fn rows(ui: &mut Ui, scene: &Scene<'_>, calls: &mut CallsState, total: u32, out: &mut Vec<Action>) {
    let chosen = calls.chosen;
    let reveal = std::mem::take(&mut calls.reveal)
        .then(|| calls.list.position(|call| Some(call.record.id) == chosen));
    let table = Table {
        name: TABLE,
        columns: &COLUMNS,
        sorting: &sorting(calls.narrow.order),
        rows: total,
        reveal: reveal.flatten(),
        clicked: true,
    };
    let mut asked = Vec::new();
    let pressed = table::show(ui, scene, &table, out, |row, names| {
        let index = u32::try_from(row.index()).unwrap_or(u32::MAX);
        let Some(call) = calls.list.row(index) else {
            table::waiting(row, names);
            return;
        };
        row.set_selected(chosen == Some(call.record.id));
        one(row, names, scene, call, &mut asked);
    });
    out.append(&mut asked);
    if let Some(column) = pressed {
        let order = reordered(calls.narrow.order, column);
        calls.narrow.order = order;
        let sorted = sorting(order).into_iter().find_map(|head| Some((head.column, head.now?)));
        out.extend(sorted.map(|(column, rising)| table::remember(scene, TABLE, column, rising)));
    }
}

/// Puts the list in the order it was left in.
pub fn recall(calls: &mut CallsState, look: &LookSettings) {
    let Some((column, rising)) = table::order(look, TABLE) else { return };
    calls.narrow.order = match (column, rising) {
        ("calls.when", true) => LogOrder::Oldest,
        ("calls.party", _) => LogOrder::Party,
        ("calls.length", _) => LogOrder::Longest,
        _ => LogOrder::Newest,
    };
}

fn one(
    row: &mut TableRow<'_, '_>,
    names: &[&'static str],
    scene: &Scene<'_>,
    call: &CallSummary,
    out: &mut Vec<Action>,
) {
    for name in names {
        row.col(|ui| cell(ui, scene, call, name, out));
    }
    let response = row.response();
    Popup::context_menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| menu(ui, scene, call, out));
    if response.double_clicked() {
        out.push(Action::OpenParty(call.record.id));
    } else if response.clicked() {
        out.push(Action::ChooseCall(call.record.id));
    }
}

fn cell(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, name: &str, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let record = &call.record;
    match name {
        "kind" => {
            let (key, icon, mood) = wording::call_kind(record);
            let said = scene.texts.t(key);
            controls::draw(ui, icon, size::ICON, t.ink(mood))
                .on_hover_text(said)
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, said));
        }
        "calls.when" => {
            let when = wording::moment(scene.texts, record.started_utc_millis, scene.wall);
            controls::short(ui, RichText::new(when).color(t.weak));
        }
        "calls.party" => {
            let open = record.outcome == Outcome::Missed && !record.handled;
            let ink = match (open, call.party.is_empty()) {
                (true, _) => t.bad,
                (false, true) => t.weak,
                (false, false) => t.text,
            };
            firewall::block::tag(ui, record);
            controls::short(ui, RichText::new(wording::party(scene.texts, call)).color(ink));
        }
        "calls.number" => {
            let shown = controls::short(ui, RichText::new(wording::number(scene.texts, record)));
            places::hovered(scene, shown, record.number.as_ref());
        }
        "calls.length" => {
            let length = wording::length(scene.texts, record);
            controls::short(ui, RichText::new(length).color(t.weak));
        }
        "work" => buttons(ui, scene, call, out),
        _ => {
            let first = record.note.lines().next().unwrap_or_default();
            let result = call.work.result.as_str();
            if !result.is_empty() {
                controls::pill(ui, None, result, Mood::Cool);
            }
            controls::short(ui, RichText::new(first).color(t.weak));
        }
    }
}

/// What can be done with a call, at the row itself; all of it stands in the details as well, where keys reach it.
fn menu(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let record = &call.record;
    ui.set_min_width(210.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let before = out.len();
    let (number, customer) = (record.number.as_ref(), record.customer);
    if let Some(number) = number {
        let dial = DialAction::Dial(number.clone(), customer, DialSource::Log);
        let why_not = dialling::hindrance(scene);
        controls::offer(ui, scene, Action::Dialling(dial), Weight::Quiet, why_not, out);
    }
    let open = match customer {
        Some(_) => Action::OpenParty(record.id),
        None => Action::NewCustomer(Some(record.id)),
    };
    controls::offer(ui, scene, open, Weight::Quiet, None, out);
    if let Some(number) = number {
        let copy = Action::CopyNumber(number.as_str().to_owned());
        controls::offer(ui, scene, copy, Weight::Quiet, None, out);
        firewall::block_button(ui, scene, number, customer.is_some(), out);
        firewall::permit(ui, scene, number, out);
    }
    if record.direction == Direction::Incoming && record.outcome == Outcome::Missed {
        let mark = Action::MarkHandled(record.id, !record.handled);
        controls::offer(ui, scene, mark, Weight::Quiet, None, out);
    }
    if out.len() > before {
        ui.close();
    }
}

fn buttons(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let (number, customer) = (call.record.number.as_ref(), call.record.customer);
    dialling::icon_button(ui, scene, number, customer, DialSource::Log, out);
    if let Some(recording) = call.recordings.first() {
        play_button(ui, scene, recording, out);
    }
    let record = &call.record;
    let missed = record.direction == Direction::Incoming && record.outcome == Outcome::Missed;
    if missed {
        handled_button(ui, scene, record.id, record.handled, out);
    }
}

/// Plays or stops a recording; a recording that cannot be played says why.
pub fn play_button(ui: &mut Ui, scene: &Scene<'_>, recording: &Recording, out: &mut Vec<Action>) {
    let playable = matches!(recording.state, RecordingState::Done | RecordingState::Partial);
    let action = if scene.played(recording.id).is_some() {
        Action::StopPlaying
    } else {
        Action::Play(recording.id)
    };
    let why_not = wording::recording_key(recording.state).filter(|_| !playable);
    controls::offer_icon(ui, scene, action, why_not, out);
}

/// Ticks off a missed call.
fn handled_button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: CallId,
    handled: bool,
    out: &mut Vec<Action>,
) {
    let action = Action::MarkHandled(call, !handled);
    let face = action.face();
    let (icon, mood) = if handled { (Icon::Done, Mood::Good) } else { (Icon::Todo, Mood::Bad) };
    let name = scene.texts.t(face.text);
    let response = controls::icon_press(ui, icon, name, Some(mood));
    if response.on_hover_text(scene.texts.t(face.tip.unwrap_or(face.text))).clicked() {
        out.push(action);
    }
}
