//! The part of the settings that belongs to cards: the office's own fields, and where the work with a customer may stand.
//! May depend on `ui`, and types of `engine`, `crm`.

use crate::crm::cards::field::{FieldDef, FieldKind};
use crate::engine::office::cards::CardSettings;
use crate::engine::settings::SettingChange;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::{CardAction, choosing, words};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, gap, size};
use crate::ui::views::settings::group;
use egui::{Align, Layout, TextEdit, Ui};

/// Draws the settings of this topic.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let cards = &mut state.office.cards;
    group(ui, |ui| fields(ui, scene, cards, &mut out));
    group(ui, |ui| follow_ups(ui, scene, cards, &mut out));
    out
}

fn fields(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("cards.fields"));
    controls::small(ui, scene.t("cards.fields_about"));
    let shown: Vec<FieldDef> = state.shown_fields().cloned().collect();
    let last = shown.len().saturating_sub(1);
    for (place, field) in shown.iter().enumerate() {
        let Some(id) = field.id else { continue };
        ui.push_id(id, |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    controls::offer_icon(ui, scene, CardAction::RemoveField(id).into(), None, out);
                    controls::offer_icon(
                        ui,
                        scene,
                        CardAction::EditField(Some(id)).into(),
                        None,
                        out,
                    );
                    let ends = [
                        (false, controls::needs(place < last, "why.last")),
                        (true, controls::needs(place > 0, "why.first")),
                    ];
                    for (up, why_not) in ends {
                        let step = CardAction::MoveField(id, up);
                        controls::offer(ui, scene, step.into(), Weight::Quiet, why_not, out);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        controls::short(ui, field.name.as_str().into());
                        controls::weak(ui, scene.t(words::kind(field.kind)));
                        for (on, key) in marks(field) {
                            if on {
                                controls::pill(ui, None, scene.texts.t(key), Mood::Calm);
                            }
                        }
                    });
                });
            });
        });
    }
    if shown.is_empty() {
        controls::weak(ui, scene.t("cards.no_fields"));
    }
    ui.add_space(gap::TIGHT);
    if state.field_form.is_some() {
        form(ui, scene, state, out);
    } else {
        controls::offer(ui, scene, CardAction::EditField(None).into(), Weight::Plain, None, out);
    }
    gone(ui, scene, state, out);
}

const fn marks(field: &FieldDef) -> [(bool, &'static str); 4] {
    [
        (field.required, "cards.required"),
        (field.on_pop, "cards.on_pop"),
        (field.personal, "cards.personal"),
        (field.audited, "cards.audited"),
    ]
}

fn gone(ui: &mut Ui, scene: &Scene<'_>, state: &CardState, out: &mut Vec<Action>) {
    let gone: Vec<&FieldDef> = state.fields.here.iter().filter(|field| field.gone).collect();
    if gone.is_empty() {
        return;
    }
    ui.add_space(gap::SMALL);
    controls::small(ui, scene.t("cards.gone_fields"));
    for field in gone {
        let Some(id) = field.id else { continue };
        ui.push_id(("gone", id), |ui| {
            ui.horizontal(|ui| {
                controls::weak(ui, &field.name);
                controls::offer(
                    ui,
                    scene,
                    CardAction::ReviveField(id).into(),
                    Weight::Quiet,
                    None,
                    out,
                );
            });
        });
    }
}

/// The field that is being typed.
fn form(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, out: &mut Vec<Action>) {
    let Some(mut field) = state.field_form.take() else { return };
    ui.separator();
    controls::field(ui, scene.t("cards.field_name"), &mut field.name, 240.0);
    let kinds = FieldKind::ALL.map(|kind| (kind, scene.t(words::kind(kind)).to_owned()));
    let changed =
        choosing::labelled(ui, scene.t("cards.field_kind"), &mut field.kind, &kinds, 240.0);
    if changed || field.id.is_some() {
        controls::small(ui, scene.t("cards.kind_about"));
    }
    if field.kind.has_choices() {
        ui.horizontal_top(|ui| {
            let id = controls::lead(ui, scene.t("cards.choices"));
            let typed =
                TextEdit::multiline(&mut state.choices_typed).desired_rows(4).desired_width(240.0);
            ui.add(typed).labelled_by(id);
        });
        controls::small(ui, scene.t("cards.choices_about"));
    }
    field.choices = state.choices_typed.lines().map(str::to_owned).collect();
    if field.kind != FieldKind::File {
        controls::field(ui, scene.t("cards.preset"), &mut state.preset_typed, 240.0);
    }
    ui.horizontal_top(|ui| {
        // Where the fields begin.
        ui.add_space(size::LABEL + ui.spacing().item_spacing.x);
        ui.horizontal_wrapped(|ui| {
            ui.checkbox(&mut field.required, scene.t("cards.required"));
            ui.checkbox(&mut field.on_pop, scene.t("cards.on_pop"));
            ui.checkbox(&mut field.personal, scene.t("cards.personal"))
                .on_hover_text(scene.t("cards.personal_tip"));
            ui.checkbox(&mut field.audited, scene.t("cards.audited"))
                .on_hover_text(scene.t("cards.audited_tip"));
        });
    });
    let ready = field.tidied().is_some();
    ui.horizontal(|ui| {
        let why_not = controls::needs(ready, "cards.field_lacks");
        controls::offer(ui, scene, CardAction::SaveField.into(), Weight::Primary, why_not, out);
        controls::offer(ui, scene, CardAction::CancelField.into(), Weight::Quiet, None, out);
        if !ready {
            controls::pill(ui, Some(Icon::Info), scene.t("cards.field_lacks"), Mood::Calm);
        }
    });
    state.field_form = Some(field);
}

fn follow_ups(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("cards.follow_ups"));
    controls::small(ui, scene.t("cards.follow_ups_about"));
    let words = state.follow_ups.get_or_insert_with(|| words::states(scene).join("\n"));
    let field = ui
        .horizontal_top(|ui| {
            let id = controls::lead(ui, scene.t("cards.follow_up"));
            let typed = TextEdit::multiline(words).desired_rows(5).desired_width(240.0);
            ui.add(typed).labelled_by(id)
        })
        .inner;
    let typed: Vec<String> = words.lines().map(str::to_owned).collect();
    if field.lost_focus() && typed != words::states(scene) {
        let cards = CardSettings { follow_ups: typed }.within_bounds();
        let mut office = scene.snap.settings.office.clone();
        office.cards = cards;
        out.push(Action::Set(SettingChange::Office(Box::new(office))));
    }
    if !field.has_focus() {
        state.follow_ups = None;
    }
}
