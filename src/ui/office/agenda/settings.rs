//! The part of the settings that belongs to the agenda: birthdays, and the reminder of new tasks.
//! May depend on `ui`, and types of `engine`.

use crate::engine::office::OfficeSettings;
use crate::engine::office::agenda::{AgendaSettings, MOST_BIRTHDAY_DAYS};
use crate::engine::settings::SettingChange;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::office::agenda::form::remind;
use crate::ui::scene::Scene;
use crate::ui::views::settings::group;
use egui::{DragValue, Ui};

/// Draws them.
pub fn show(ui: &mut Ui, scene: &Scene<'_>) -> Vec<Action> {
    let mut out = Vec::new();
    let office = &scene.snap.settings.office;
    let mut wanted: AgendaSettings = office.agenda.clone();
    group(ui, |ui| {
        controls::group_title(ui, scene.t("agenda.settings"));
        ui.checkbox(&mut wanted.birthdays, scene.t("agenda.tell_birthdays"));
        ui.horizontal(|ui| {
            let id = controls::lead(ui, scene.t("agenda.days_before"));
            let days = DragValue::new(&mut wanted.birthday_days).range(0..=MOST_BIRTHDAY_DAYS);
            let why_not = controls::needs(wanted.birthdays, "why.birthdays");
            controls::greyed(ui, scene, why_not, days).labelled_by(id);
        });
        controls::small(ui, scene.t("agenda.birthday_rules"));
        ui.horizontal(|ui| {
            let id = controls::lead(ui, scene.t("agenda.new_remind"));
            remind(ui, scene, &mut wanted.remind_before).labelled_by(id);
        });
    });
    if wanted != office.agenda {
        let office = OfficeSettings { agenda: wanted, ..office.clone() };
        out.push(Action::Set(SettingChange::Office(Box::new(office))));
    }
    out
}
