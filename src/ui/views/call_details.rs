//! The details of the chosen call: who, when, how it went and how we know, the note, the recordings, the timeline.
//! May depend on `ui`, and types of `engine`, `call`.

use crate::base::signal::Origin;
use crate::call::dialling::DialSource;
use crate::call::record::{CallSummary, Outcome, TimelineEntry};
use crate::crm::files::Subject;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::office::files;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::topics::dialling;
use crate::ui::topics::firewall;
use crate::ui::topics::places;
use crate::ui::topics::recordings::player_panel;
use crate::ui::topics::worklist::{facts as done, promising};
use crate::ui::wording;
use egui::{Align, Layout, RichText, ScrollArea, TextEdit, Ui};

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
    tokens::surface(t).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        head(ui, scene, call, &mut out);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            facts(ui, scene, call);
            done::show(ui, scene, call, &mut out);
            ui.add_space(gap::SMALL);
            let note = notes.entry(chosen).or_default();
            note.follow(&call.record.note);
            note_field(ui, scene, &mut note.text);
            done::results(ui, scene, call, &mut out);
            acts(ui, scene, call, &mut out);
            out.extend(player_panel(ui, scene, recordings, &call.recordings));
            firewall::block::why(ui, scene, &call.record);
            let who = (call.record.customer, call.record.number.as_ref());
            promising::show(ui, scene, worklist, chosen, who, &mut out);
            files::card::show(ui, scene, &mut office.files, Subject::Call(chosen), &mut out);
            timeline(ui, scene, &call.record.timeline);
        });
    });
    out
}

fn head(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            controls::offer_icon(ui, scene, Action::CloseDetails, true, out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let party = wording::party(scene.texts, call);
                controls::short(ui, RichText::new(party).size(size::TEXT_TITLE));
            });
        });
    });
}

fn facts(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary) {
    let record = &call.record;
    let (key, icon, mood) = wording::call_kind(record);
    ui.label(RichText::new(wording::number(scene.texts, record)).size(size::TEXT_GROUP));
    places::small(ui, scene, record.number.as_ref());
    ui.add_space(gap::TIGHT);
    ui.horizontal_wrapped(|ui| {
        controls::pill(ui, Some(icon), scene.texts.t(key), mood);
        controls::weak(ui, wording::moment(scene.texts, record.started_utc_millis, scene.wall));
        controls::weak(ui, wording::length(scene.texts, record));
    });
    if let Some(by) = record.answered_by {
        let by = scene.texts.t(wording::evidence_key(by));
        controls::small(ui, scene.tf("happening.answered", &[("what", by)]));
    }
}

fn note_field(ui: &mut Ui, scene: &Scene<'_>, text: &mut String) {
    let label = controls::small(ui, scene.t("call.note"));
    let field = TextEdit::multiline(text)
        .desired_rows(3)
        .desired_width(f32::INFINITY)
        .hint_text(scene.t("call.note_hint").to_owned());
    ui.add(field).labelled_by(label.id);
}

fn acts(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let record = &call.record;
    ui.add_space(gap::TIGHT);
    ui.horizontal_wrapped(|ui| {
        let open = if record.customer.is_some() {
            Action::OpenParty(record.id)
        } else {
            Action::NewCustomer(Some(record.id))
        };
        dialling::button(ui, scene, record.number.as_ref(), record.customer, DialSource::Log, out);
        controls::offer(ui, scene, open, Weight::Plain, true, out);
    });
    if let Some(number) = &record.number {
        let familiar = record.customer.is_some();
        ui.horizontal(|ui| firewall::block_button(ui, scene, number, familiar, out));
    }
    if record.outcome == Outcome::Missed {
        let mark = Action::MarkHandled(record.id, !record.handled);
        controls::offer(ui, scene, mark, Weight::Quiet, true, out);
    }
}

fn timeline(ui: &mut Ui, scene: &Scene<'_>, entries: &[TimelineEntry]) {
    if entries.is_empty() {
        return;
    }
    ui.add_space(gap::SMALL);
    controls::small(ui, scene.t("call.timeline"));
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
