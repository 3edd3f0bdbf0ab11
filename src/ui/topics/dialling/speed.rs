//! The speed dial in the dial panel: a press dials; edited as a list, in order, and undone like any other change.
//! May depend on `ui`, and types of `call`, `base`.

use super::button::hindrance;
use super::{DialAction, DialState};
use crate::base::number::PhoneNumber;
use crate::call::dialling::{DialSource, SPEED_DIALS, SpeedDial};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use egui::{Align, Layout, Ui};

/// Draws it.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut DialState, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("dialling.speed"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            head_buttons(ui, scene, state, out);
        });
    });
    match state.editing.take() {
        Some(mut draft) => {
            edit(ui, scene, &mut draft);
            // Closed by "save": the action carries the list away.
            state.editing = Some(draft);
        }
        None => rows(ui, scene, state, out),
    }
}

fn head_buttons(ui: &mut Ui, scene: &Scene<'_>, state: &mut DialState, out: &mut Vec<Action>) {
    let Some(draft) = &state.editing else {
        let text = scene.t("dialling.edit_speed");
        if controls::press(ui, None, text, Weight::Quiet).clicked() {
            state.editing = Some(state.speed.clone());
        }
        return;
    };
    let filled = |row: &&SpeedDial| !row.number.as_str().trim().is_empty();
    let rows = draft.iter().filter(filled).cloned().collect();
    let save = Action::Dialling(DialAction::SetSpeedDial(rows));
    controls::offer(ui, scene, save, Weight::Primary, None, out);
    if controls::press(ui, None, scene.t("dialling.discard_speed"), Weight::Quiet).clicked() {
        state.editing = None;
    }
}

fn rows(ui: &mut Ui, scene: &Scene<'_>, state: &DialState, out: &mut Vec<Action>) {
    if state.speed.is_empty() {
        controls::weak(ui, scene.t("dialling.no_speed"));
        return;
    }
    let why = hindrance(scene);
    ui.horizontal_wrapped(|ui| {
        for row in &state.speed {
            let number = scene.texts.number(&row.number);
            let name = if row.label.trim().is_empty() { number.clone() } else { row.label.clone() };
            let button = |ui: &mut Ui| controls::press(ui, Some(Icon::Phone), &name, Weight::Plain);
            let response = controls::greyed(ui, scene, why, button).on_hover_text(&number);
            if response.clicked() {
                let number = row.number.clone();
                let dial = DialAction::Dial(number, None, DialSource::SpeedDial);
                out.push(Action::Dialling(dial));
            }
        }
    });
}

fn edit(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Vec<SpeedDial>) {
    let (mut removed, mut raised) = (None, None);
    for (index, row) in draft.iter_mut().enumerate() {
        let count = (index + 1).to_string();
        ui.push_id(("speed", index), |ui| {
            ui.horizontal(|ui| {
                let name = scene.tf("dialling.speed_label", &[("count", &count)]);
                controls::edit(ui, &mut row.label, 110.0).accessible_name(name);
                let mut number = row.number.as_str().to_owned();
                let name = scene.tf("dialling.speed_number", &[("count", &count)]);
                if scene.texts.masks() && !number.is_empty() {
                    controls::weak(ui, scene.texts.number(&row.number)).on_hover_text(name);
                } else if controls::edit(ui, &mut number, 130.0).accessible_name(name).changed() {
                    row.number = PhoneNumber::new(number);
                }
                let up = scene.tf("dialling.speed_up", &[("count", &count)]);
                if index > 0
                    && controls::icon_press(ui, Icon::Export, &up, None)
                        .on_hover_text(&up)
                        .clicked()
                {
                    raised = Some(index);
                }
                let remove = scene.tf("dialling.speed_remove", &[("count", &count)]);
                if controls::icon_press(ui, Icon::Close, &remove, None)
                    .on_hover_text(&remove)
                    .clicked()
                {
                    removed = Some(index);
                }
            });
        });
    }
    if let Some(index) = raised {
        draft.swap(index - 1, index);
    }
    if let Some(index) = removed {
        draft.remove(index);
    }
    ui.add_space(gap::TIGHT);
    let text = scene.t("dialling.speed_add");
    if draft.len() < SPEED_DIALS
        && controls::press(ui, Some(Icon::Plus), text, Weight::Quiet).clicked()
    {
        draft.push(SpeedDial::default());
    }
}
