//! One entry of the agenda as a row: tick it off, ring, open the card, put it off, change it.
//! May depend on `ui`, and types of `crm`.

use crate::call::dialling::DialSource;
use crate::crm::agenda::clock::WallMinute;
use crate::crm::agenda::{Feast, Kind, Priority, Task};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::agenda::{AgendaAction, Later, words};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, size};
use crate::ui::topics::dialling;
use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui, vec2};

/// Room for the buttons at the right.
const BUTTONS: f32 = 176.0;
/// Room for day and hour.
const WHEN: f32 = 118.0;

/// Draws an entry.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, task: &Task, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let over = task.draft.due.is_some_and(|due| due.is_over(WallMinute::of(scene.wall)));
    let (is_done, late) = (task.done.is_some(), over && task.done.is_none());
    let fill = if late { t.ground_of(Mood::Alert) } else { t.surface };
    Frame::new().fill(fill).corner_radius(size::RADIUS).inner_margin(Margin::symmetric(8, 3)).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let tick = AgendaAction::Done(task.id, !is_done);
                controls::offer_icon(ui, scene, tick.into(), None, out);
                let room = (ui.available_width() - BUTTONS).max(120.0);
                ui.allocate_ui_with_layout(
                    vec2(room, size::CONTROL),
                    Layout::left_to_right(Align::Center),
                    |ui| {
                        ui.set_width(room);
                        facts(ui, scene, task, late);
                    },
                );
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    buttons(ui, scene, task, is_done, out);
                });
            });
        },
    );
}

fn facts(ui: &mut Ui, scene: &Scene<'_>, task: &Task, late: bool) {
    let t = Tokens::of(ui);
    let draft = &task.draft;
    let ink = if late { t.alert } else { t.weak };
    ui.allocate_ui_with_layout(
        vec2(WHEN, size::CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_width(WHEN);
            let when = draft.due.map(|due| words::when(scene.texts, due, scene.wall));
            controls::short(ui, RichText::new(when.unwrap_or_default()).color(ink));
        },
    );
    let (icon, key) = match draft.kind {
        Kind::Task => (None, "agenda.kind_task"),
        Kind::Memo => (Some(Icon::Note), "agenda.kind_memo"),
        Kind::Appointment => (Some(Icon::Person), "agenda.kind_appointment"),
    };
    if let Some(icon) = icon {
        controls::draw(ui, icon, 14.0, t.weak).on_hover_text(scene.t(key));
    }
    if draft.priority == Priority::High {
        controls::draw(ui, Icon::Flag, 14.0, t.bad).on_hover_text(scene.t("agenda.high"));
    }
    if let Some(rule) = &draft.repeat {
        let said = words::rule(scene.texts, rule);
        controls::draw(ui, Icon::Repeat, 14.0, t.weak).on_hover_text(said);
    }
    if !task.party.is_empty() {
        ui.label(RichText::new(&task.party).color(t.accent));
    }
    let mut text = RichText::new(draft.text.lines().next().unwrap_or_default());
    if task.done.is_some() {
        text = text.strikethrough().color(t.weak);
    } else if draft.priority == Priority::Low {
        text = text.color(t.weak);
    }
    ui.add(Label::new(text).truncate()).on_hover_text(&draft.text);
    if !draft.assignee.is_empty() {
        controls::small(ui, format!("@{}", draft.assignee));
    }
}

/// From the right: what there is to do with it.
fn buttons(ui: &mut Ui, scene: &Scene<'_>, task: &Task, is_done: bool, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let edit = AgendaAction::Edit(Box::new(task.clone()));
    controls::offer_icon(ui, scene, edit.into(), None, out);
    if !is_done {
        let name = scene.t("agenda.put_off").to_owned();
        let bell = controls::icon_press(ui, Icon::Bell, &name, None).on_hover_text(&name);
        egui::Popup::menu(&bell).show(|ui| {
            for later in [Later::TenMinutes, Later::Hour, Later::Tomorrow] {
                let snooze = AgendaAction::Snooze(task.id, later);
                if controls::offer(ui, scene, snooze.into(), Weight::Quiet, None, out).clicked() {
                    ui.close();
                }
            }
            if task.draft.repeat.is_some() {
                let skip = AgendaAction::Skip(task.id);
                if controls::offer(ui, scene, skip.into(), Weight::Quiet, None, out).clicked() {
                    ui.close();
                }
            }
        });
    }
    if let Some(customer) = task.draft.customer.filter(|_| !task.party.is_empty()) {
        controls::offer_icon(ui, scene, Action::OpenCustomer(customer), None, out);
    }
    let (number, customer) = (task.number.as_ref(), task.draft.customer);
    dialling::icon_button(ui, scene, number, customer, DialSource::Card, out);
}

/// Draws a birthday.
pub fn feast(ui: &mut Ui, scene: &Scene<'_>, feast: &Feast, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        controls::draw(ui, Icon::Person, 14.0, t.accent);
        let room = (ui.available_width() - 62.0).max(80.0);
        ui.allocate_ui_with_layout(
            vec2(room, size::CONTROL),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_width(room);
                let about = words::feast(scene.texts, feast, scene.wall);
                let said = format!("{}  {about}", feast.name);
                let kept = words::birthday(scene.texts, &feast.birthday);
                controls::short(ui, RichText::new(said)).on_hover_text(kept);
            },
        );
        let customer = feast.of_staff().is_none().then_some(feast.customer);
        if let Some(customer) = customer {
            controls::offer_icon(ui, scene, Action::OpenCustomer(customer), None, out);
        } else {
            controls::small(ui, scene.t("staff.colleague"));
        }
        let number = feast.number.as_ref();
        dialling::icon_button(ui, scene, number, customer, DialSource::Card, out);
    });
}
