//! The details of the chosen call: at the top who, when and how, what can be done, and the player; below it, one at a time,
//! the work (note, outcome, promise), how it went (why it was treated so, the timeline) and the file of the recording.
//! Beside the list all of it stands in one column, below the list in two. May depend on `ui`, and types of `engine`, `call`.

use crate::base::signal::Origin;
use crate::call::dialling::DialSource;
use crate::call::record::{CallSummary, Outcome, TimelineEntry};
use crate::crm::files::Subject;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::office::files;
use crate::ui::scene::Scene;
use crate::ui::state::{DetailsTab, ViewState};
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::topics::dialling;
use crate::ui::topics::firewall;
use crate::ui::topics::places;
use crate::ui::topics::recordings::{RecordingState, file_panel, marker_panel, player_panel};
use crate::ui::topics::worklist::{WorkState, facts as done, promising};
use crate::ui::wording;
use egui::{Align, Layout, RichText, ScrollArea, TextEdit, Ui};

/// Room for the number beside the name, in points.
const NUMBER: f32 = 150.0;
/// From this width on the details stand in two columns, in points.
const TWO_COLUMNS: f32 = 640.0;

/// Draws the details.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let Some(chosen) = state.calls.chosen else { return out };
    let t = Tokens::of(ui);
    let ViewState { calls, notes, recordings, worklist, office, .. } = state;
    let known = calls.details.as_ref().filter(|(_, call)| call.record.id == chosen);
    let listed = calls.list.position(|c| c.record.id == chosen).and_then(|i| calls.list.peek(i));
    // What waits is listed by caller and has no row of its own there: its details come from the store.
    let Some(call) = known.map(|(_, call)| call.as_ref()).or(listed) else { return out };
    let note = notes.entry(chosen).or_default();
    note.follow(&call.record.note);
    let mut memory = Memory {
        note: &mut note.text,
        tab: &mut calls.tab,
        recordings,
        worklist,
        files: &mut office.files,
    };
    tokens::surface(t).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        head(ui, scene, call, &mut out);
        if ui.available_width() > TWO_COLUMNS {
            ui.columns_const(|[left, right]| {
                column(left, "who", |ui| top(ui, scene, call, &mut memory, &mut out));
                column(right, "tab", |ui| rest(ui, scene, call, &mut memory, &mut out));
            });
        } else {
            column(ui, "details", |ui| {
                top(ui, scene, call, &mut memory, &mut out);
                rest(ui, scene, call, &mut memory, &mut out);
            });
        }
    });
    out
}

/// What the views of a call remember.
struct Memory<'a> {
    note: &'a mut String,
    tab: &'a mut DetailsTab,
    recordings: &'a mut RecordingState,
    worklist: &'a mut WorkState,
    files: &'a mut files::FileState,
}

fn column(ui: &mut Ui, name: &str, draw: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().id_salt(name).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        draw(ui);
    });
}

/// Who, when, how; what can be done; the player.
fn top(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallSummary,
    memory: &mut Memory<'_>,
    out: &mut Vec<Action>,
) {
    facts(ui, scene, call);
    done::show(ui, scene, call, out);
    acts(ui, scene, call, out);
    out.extend(player_panel(ui, scene, memory.recordings, &call.recordings));
}

/// The chosen part of the rest, below the chips that choose it.
fn rest(
    ui: &mut Ui,
    scene: &Scene<'_>,
    call: &CallSummary,
    memory: &mut Memory<'_>,
    out: &mut Vec<Action>,
) {
    let is_recorded = !call.recordings.is_empty();
    let markers = memory.recordings.marker_count(&call.recordings);
    let has = |tab: DetailsTab| match tab {
        DetailsTab::Work | DetailsTab::Story => true,
        DetailsTab::Markers => markers > 0,
        DetailsTab::File => is_recorded,
    };
    let shown = if has(*memory.tab) { *memory.tab } else { DetailsTab::default() };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        for tab in DetailsTab::ALL.into_iter().filter(|tab| has(*tab)) {
            let count = (tab == DetailsTab::Markers).then_some(markers);
            if controls::chip(ui, scene.t(tab_key(tab)), count, tab == shown).clicked() {
                *memory.tab = tab;
            }
        }
    });
    match shown {
        DetailsTab::Work => {
            note_field(ui, scene, memory.note);
            done::results(ui, scene, call, out);
            let who = (call.record.customer, call.record.number.as_ref());
            ui.add_space(gap::TIGHT);
            promising::show(ui, scene, memory.worklist, call.record.id, who, out);
            files::card::show(ui, scene, memory.files, Subject::Call(call.record.id), None, out);
        }
        DetailsTab::Markers => {
            out.extend(marker_panel(ui, scene, memory.recordings, &call.recordings));
        }
        DetailsTab::Story => {
            firewall::block::why(ui, scene, &call.record);
            timeline(ui, scene, &call.record.timeline);
        }
        DetailsTab::File => {
            out.extend(file_panel(ui, scene, memory.recordings, &call.recordings));
        }
    }
}

const fn tab_key(tab: DetailsTab) -> &'static str {
    match tab {
        DetailsTab::Work => "call.tab_work",
        DetailsTab::Markers => "recordings.markers",
        DetailsTab::Story => "call.tab_story",
        DetailsTab::File => "call.tab_file",
    }
}

fn head(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            controls::offer_icon(ui, scene, Action::CloseDetails, None, out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let party = wording::party(scene.texts, call);
                let room = (ui.available_width() - NUMBER).max(90.0);
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    controls::short(ui, RichText::new(party).size(size::TEXT_TITLE));
                });
                let number = RichText::new(wording::number(scene.texts, &call.record));
                controls::short(ui, number.size(size::TEXT_GROUP).color(Tokens::of(ui).weak));
            });
        });
    });
}

fn facts(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary) {
    let record = &call.record;
    let (key, icon, mood) = wording::call_kind(record);
    ui.horizontal_wrapped(|ui| {
        let kind = controls::pill(ui, Some(icon), scene.texts.t(key), mood);
        if let Some(by) = record.answered_by {
            let by = scene.texts.t(wording::evidence_key(by));
            kind.on_hover_text(scene.tf("happening.answered", &[("what", by)]));
        }
        controls::weak(ui, wording::moment(scene.texts, record.started_utc_millis, scene.wall));
        controls::weak(ui, wording::length(scene.texts, record));
        places::small(ui, scene, record.number.as_ref());
    });
}

fn note_field(ui: &mut Ui, scene: &Scene<'_>, text: &mut String) {
    let label = controls::small(ui, scene.t("call.note"));
    let field = TextEdit::multiline(text)
        .desired_rows(2)
        .desired_width(f32::INFINITY)
        .hint_text(scene.t("call.note_hint").to_owned());
    ui.add(field).labelled_by(label.id);
}

fn acts(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let record = &call.record;
    ui.horizontal_wrapped(|ui| {
        let open = if record.customer.is_some() {
            Action::OpenParty(record.id)
        } else {
            Action::NewCustomer(Some(record.id))
        };
        dialling::button(ui, scene, record.number.as_ref(), record.customer, DialSource::Log, out);
        controls::offer(ui, scene, open, Weight::Plain, None, out);
        if let Some(number) = &record.number {
            firewall::block_button(ui, scene, number, record.customer.is_some(), out);
        }
        if record.outcome == Outcome::Missed {
            let mark = Action::MarkHandled(record.id, !record.handled);
            controls::offer(ui, scene, mark, Weight::Quiet, None, out);
        }
    });
    if let Some(number) = &record.number {
        firewall::permit(ui, scene, number, out);
    }
}

fn timeline(ui: &mut Ui, scene: &Scene<'_>, entries: &[TimelineEntry]) {
    if entries.is_empty() {
        return;
    }
    ui.add_space(gap::TIGHT);
    controls::small(ui, scene.t("call.timeline"));
    ui.spacing_mut().item_spacing.y = 3.0;
    for entry in entries {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.horizontal(|ui| {
            let tenths = entry.at.subsec_millis() / 100;
            let at = format!("{}.{tenths}", wording::clock(entry.at));
            let weak = Tokens::of(ui).weak;
            ui.label(RichText::new(at).size(size::TEXT_SMALL).color(weak));
            let line = ui.add(egui::Label::new(wording::happening(scene, &entry.what)).wrap());
            let grounds = grounds(scene, entry);
            if !grounds.is_empty() {
                line.on_hover_text(grounds);
            }
        });
    }
}

/// How we know: who said it, and the figures.
fn grounds(scene: &Scene<'_>, entry: &TimelineEntry) -> String {
    let mut words: Vec<String> = Vec::new();
    match entry.origin {
        Some(Origin::Box) => words.push(scene.t("origin.box").to_owned()),
        Some(Origin::Dsp) => words.push(scene.t("origin.dsp").to_owned()),
        None => {}
    }
    let figures = [
        (entry.evidence.level_dbm0, "level.is", "level"),
        (entry.evidence.snr_db, "evidence.snr", "snr"),
        (entry.evidence.offset_percent, "evidence.offset", "offset"),
    ];
    for (figure, key, name) in figures {
        if let Some(figure) = figure {
            words.push(scene.tf(key, &[(name, &format!("{figure:.1}"))]));
        }
    }
    if let Some(sure) = entry.evidence.confidence {
        words.push(scene.tf("evidence.sure", &[("percent", &format!("{:.0}", sure * 100.0))]));
    }
    if !entry.evidence.note.is_empty() {
        words.push(entry.evidence.note.clone());
    }
    words.join(" · ")
}
