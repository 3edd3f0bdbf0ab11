//! The boxes that are plugged in: whether each can be used, and exactly what helps when it cannot.
//! May depend on `ui`, and types of `engine`.

use crate::engine::doctor::{BoxAccess, FoundBoxView, Holder, Remedy, Trouble};
use crate::engine::settings::LineChoice;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, size};
use egui::{Align, Label, Layout, Margin, RichText, Ui};

/// Room for the button that copies.
const COPY: f32 = 40.0;

/// Draws the list.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("doctor.boxes"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer(ui, scene, Action::RefreshDevices, Weight::Quiet, None, out);
        });
    });
    for why in scene.snap.unlisted.iter() {
        controls::pill(ui, Some(Icon::Warn), scene.t("doctor.unlisted"), Mood::Alert);
        ui.add(Label::new(why).wrap());
    }
    if scene.snap.boxes.is_empty() && scene.snap.unlisted.is_empty() {
        controls::weak(ui, scene.t("doctor.no_boxes"));
        controls::small(ui, scene.t("doctor.no_boxes_hint"));
    }
    for (at, found) in scene.snap.boxes.iter().enumerate() {
        if at > 0 {
            ui.separator();
        }
        ui.push_id(&found.address, |ui| one(ui, scene, found, out));
    }
}

fn one(ui: &mut Ui, scene: &Scene<'_>, found: &FoundBoxView, out: &mut Vec<Action>) {
    let ours = is_open(scene, found);
    let (word, icon, mood) = access(found, ours);
    ui.horizontal(|ui| {
        controls::pill(ui, Some(icon), scene.t(word), mood);
        controls::short(ui, RichText::new(&found.name).size(size::TEXT_GROUP));
    });
    ui.horizontal(|ui| {
        let t = Tokens::of(ui);
        let address = RichText::new(&found.address).monospace().size(size::TEXT_SMALL);
        let room = (ui.available_width() - COPY).max(COPY);
        ui.scope(|ui| {
            ui.set_max_width(room);
            controls::short(ui, address.color(t.weak));
        });
        let copy = Action::CopyAddress(found.address.clone());
        controls::offer_icon(ui, scene, copy, None, out);
    });
    if ours {
        return;
    }
    if let Some(remedy) = &found.remedy {
        help(ui, scene, remedy, out);
        return;
    }
    let choice = LineChoice::Box(found.address.clone());
    if scene.snap.settings.line != choice {
        let use_it = Action::ChooseLine(choice);
        controls::offer(ui, scene, use_it, Weight::Plain, None, out);
    }
}

/// Ringdesk itself has it open.
fn is_open(scene: &Scene<'_>, found: &FoundBoxView) -> bool {
    found.is_ours()
        || scene.line().is_some_and(|line| {
            line.choice == LineChoice::Box(found.address.clone())
                && line.state != crate::engine::snapshot::LineState::Absent
        })
}

pub(in crate::ui) const fn access(found: &FoundBoxView, ours: bool) -> (&'static str, Icon, Mood) {
    match found.access {
        _ if ours => ("access.ours", Icon::Tick, Mood::Good),
        BoxAccess::Accessible => ("access.ready", Icon::Tick, Mood::Good),
        BoxAccess::NotPermitted => ("access.not_permitted", Icon::Warn, Mood::Bad),
        BoxAccess::Busy => ("access.busy", Icon::Warn, Mood::Alert),
    }
}

fn help(ui: &mut Ui, scene: &Scene<'_>, remedy: &Remedy, out: &mut Vec<Action>) {
    ui.add(Label::new(sentence(scene, &remedy.trouble)).wrap());
    for command in &remedy.commands {
        shell(ui, scene, command, out);
    }
}

/// A command for a terminal, to be copied.
pub(in crate::ui) fn shell(ui: &mut Ui, scene: &Scene<'_>, command: &str, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let ground = egui::Frame::new().fill(t.calm_soft).corner_radius(size::RADIUS);
    ground.inner_margin(Margin::symmetric(10, 4)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let room = (ui.available_width() - COPY).max(COPY);
            ui.scope(|ui| {
                ui.set_width(room);
                let text = RichText::new(command).monospace().size(size::TEXT_SMALL);
                ui.add(Label::new(text).wrap());
            });
            let copy = Action::CopyCommand(command.to_owned());
            controls::offer_icon(ui, scene, copy, None, out);
        });
    });
}

pub(in crate::ui) fn sentence(scene: &Scene<'_>, trouble: &Trouble) -> String {
    match trouble {
        Trouble::NoRule { .. } => scene.t("remedy.no_rule").to_owned(),
        Trouble::RuleNotApplied => scene.t("remedy.rule_not_applied").to_owned(),
        Trouble::NotInGroup { group } => scene.tf("remedy.not_in_group", &[("group", group)]),
        Trouble::HeldBy { holders } => scene.tf("remedy.held_by", &[("who", &names(holders))]),
        Trouble::HeldBySomebody => scene.t("remedy.held_by_somebody").to_owned(),
        Trouble::Forbidden => scene.t("remedy.forbidden").to_owned(),
    }
}

fn names(holders: &[Holder]) -> String {
    let name = |holder: &Holder| format!("{} ({})", holder.name, holder.pid);
    holders.iter().map(name).collect::<Vec<_>>().join(", ")
}
