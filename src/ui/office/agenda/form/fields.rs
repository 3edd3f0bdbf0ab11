//! The fields of an entry but for its repetition. May depend on `ui`, and types of `crm`.

use crate::crm::agenda::{Kind, Priority};
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::agenda::AgendaState;
use crate::ui::office::agenda::form::TaskForm;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, size};
use egui::{ComboBox, TextEdit, Ui};

const KINDS: [(Kind, &str); 3] = [
    (Kind::Task, "agenda.kind_task"),
    (Kind::Appointment, "agenda.kind_appointment"),
    (Kind::Memo, "agenda.kind_memo"),
];
const PRIORITIES: [(Priority, &str); 3] = [
    (Priority::High, "agenda.high"),
    (Priority::Normal, "agenda.normal"),
    (Priority::Low, "agenda.low"),
];
/// Minutes before at which to remind.
pub const REMINDERS: [(Option<u32>, &str); 9] = [
    (None, "agenda.remind_none"),
    (Some(0), "agenda.remind_then"),
    (Some(5), "agenda.remind_5m"),
    (Some(15), "agenda.remind_15m"),
    (Some(60), "agenda.remind_1h"),
    (Some(180), "agenda.remind_3h"),
    (Some(1_440), "agenda.remind_1d"),
    (Some(4_320), "agenda.remind_3d"),
    (Some(10_080), "agenda.remind_1w"),
];
/// Width of a field.
const FIELD: f32 = 300.0;

/// Draws them.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, form: &mut TaskForm, agenda: &mut AgendaState) {
    chips(ui, scene, "agenda.kind", &mut form.kind, &KINDS);
    ui.horizontal_top(|ui| {
        let id = controls::lead(ui, scene.t("agenda.what"));
        let field = TextEdit::multiline(&mut form.text)
            .desired_rows(2)
            .desired_width(FIELD)
            .margin(egui::vec2(8.0, 5.0));
        let field = ui.add(field).labelled_by(id);
        if std::mem::take(&mut form.focus) {
            field.request_focus();
        }
    });
    whom(ui, scene, form, agenda);
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("agenda.day"));
        controls::edit(ui, &mut form.day, 110.0).labelled_by(id);
        let label = controls::small(ui, scene.t("agenda.time"));
        controls::edit(ui, &mut form.time, 64.0).labelled_by(label.id);
        if form.time.trim().is_empty() {
            controls::small(ui, scene.t("agenda.all_day"));
        }
    });
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("agenda.remind"));
        remind(ui, scene, &mut form.remind).labelled_by(id);
    });
    chips(ui, scene, "agenda.priority", &mut form.priority, &PRIORITIES);
    controls::field(ui, scene.t("agenda.assignee"), &mut form.assignee, 180.0);
    let colleagues =
        scene.snap.office.staff.roster.present().filter(|staff| !staff.name.is_empty());
    ui.horizontal_wrapped(|ui| {
        for staff in colleagues {
            let chosen = form.assignee == staff.name;
            if controls::chip(ui, &staff.name, None, chosen).clicked() {
                form.assignee = if chosen { String::new() } else { staff.name.clone() };
            }
        }
    });
}

/// A list of times before; one that is not on it is shown in minutes.
pub fn remind(ui: &mut Ui, scene: &Scene<'_>, value: &mut Option<u32>) -> egui::Response {
    let known = REMINDERS.iter().find(|(minutes, _)| minutes == value);
    let shown = known.map_or_else(
        || {
            let minutes = value.unwrap_or_default().to_string();
            scene.tf("agenda.remind_n", &[("n", &minutes)])
        },
        |(_, key)| scene.texts.t(key).to_owned(),
    );
    ComboBox::from_id_salt("agenda-remind")
        .selected_text(shown)
        .width(200.0)
        .show_ui(ui, |ui| {
            for (minutes, key) in REMINDERS {
                ui.selectable_value(value, minutes, scene.texts.t(key));
            }
        })
        .response
}

fn chips<V: PartialEq + Copy>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    label: &'static str,
    value: &mut V,
    options: &[(V, &'static str)],
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        controls::lead(ui, scene.t(label));
        for (option, key) in options {
            if controls::chip(ui, scene.t(key), None, value == option).clicked() {
                *value = *option;
            }
        }
    });
}

/// The customer: a name is typed, those who fit are offered.
fn whom(ui: &mut Ui, scene: &Scene<'_>, form: &mut TaskForm, agenda: &mut AgendaState) {
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("agenda.whom"));
        if controls::edit(ui, &mut form.whom, 180.0).labelled_by(id).changed() {
            form.customer = None;
        }
        if form.customer.is_some() {
            controls::pill(ui, Some(Icon::Tick), scene.t("agenda.card"), Mood::Good);
        }
    });
    let words = form.whom.trim().to_owned();
    if form.customer.is_some() || words.is_empty() {
        return;
    }
    let people = agenda.form_people.show(&words, scene.snap.data_revision);
    let people: Vec<_> =
        people.map(|all| all.iter().take(4).cloned().collect()).unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::LABEL + 8.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        for person in people {
            let text = format!("{}  {}", person.name, scene.texts.number(&person.number));
            if controls::chip(ui, text.trim(), None, false).clicked() {
                form.customer = Some(person.id);
                form.whom = person.name;
            }
        }
    });
}
