//! A desk that several share: who is there, and with which password. May depend on `ui`, and types of `engine`, `crm`.

use super::{StaffAction, StaffState, people};
use crate::base::number::PhoneNumber;
use crate::call::dialling::{DialSource, emergency};
use crate::engine::notice::Topic;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap, size};
use crate::ui::topics::dialling::DialAction;
use crate::ui::wording;
use egui::{Key, RichText, TextEdit, Ui};

/// How often the engine is told that somebody is at the desk, in seconds.
const TELL: f64 = 20.0;

/// Tells that somebody is at the desk, now and then, while the desk can lock itself.
pub fn seen(ui: &Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    if scene.snap.office.staff.who.is_none() {
        return;
    }
    let (now, moved) = ui.input(|input| (input.time, !input.raw.events.is_empty()));
    if moved && now - state.told > TELL {
        state.told = now;
        out.push(StaffAction::Seen.into());
    }
}

/// Draws the question who is there, in the place of the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState) -> Vec<Action> {
    let mut out = Vec::new();
    let view = &scene.snap.office.staff;
    ui.add_space((ui.available_height() * 0.18).max(gap::LARGE));
    ui.vertical_centered(|ui| {
        ui.set_max_width(size::DIAL_PANEL);
        ui.label(RichText::new(scene.t("staff.who_is_there")).size(size::TEXT_TITLE));
        ui.add_space(gap::SMALL);
        ui.horizontal_wrapped(|ui| {
            for staff in view.roster.present().filter(|staff| staff.has_password) {
                let chosen = state.log_in_as == staff.id;
                if controls::chip(ui, &people::called(scene, staff), None, chosen).clicked() {
                    state.log_in_as = staff.id;
                }
            }
        });
        help(ui, scene, &mut out);
        let Some(id) = state.log_in_as else { return };
        ui.add_space(gap::SMALL);
        let field = TextEdit::singleline(&mut state.log_in.0).password(true).desired_width(220.0);
        let typed = ui.add(field.hint_text(scene.t("staff.password").to_owned()));
        let typed = typed.accessible_name(scene.t("staff.password"));
        let entered = typed.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if view.wrong > 0 {
            let text = scene.tf("staff.wrong", &[("count", &view.wrong.to_string())]);
            controls::pill(ui, Some(Icon::Warn), &text, Mood::Alert);
        }
        // Of all notices only what is about the password: the others name people.
        let newest = scene.snap.notices.first().map(|notice| &notice.topic);
        if let Some(topic @ Topic::LogInWaits(_)) = newest {
            controls::pill(ui, Some(Icon::Warn), &wording::notice(scene.texts, topic), Mood::Alert);
        }
        let why_not = controls::needs(!view.checking, "why.checking")
            .or(controls::needs(!state.log_in.0.is_empty(), "why.password"));
        let action: Action = StaffAction::LogIn(id).into();
        if entered && why_not.is_none() {
            out.push(action);
        } else {
            controls::offer(ui, scene, action, Weight::Primary, why_not, &mut out);
        }
    });
    out
}

/// Whoever stands here may call for help.
fn help(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    if scene.line().is_none_or(|line| !line.claimed.seize) {
        return;
    }
    ui.add_space(gap::SMALL);
    ui.horizontal_wrapped(|ui| {
        controls::small(ui, scene.t("staff.emergency"));
        for number in emergency::OFFERED {
            if controls::chip(ui, number, None, false).clicked() {
                let number = PhoneNumber::new(number);
                out.push(Action::Dialling(DialAction::Dial(number, None, DialSource::Field)));
            }
        }
    });
}
