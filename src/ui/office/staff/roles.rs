//! Roles: how far each right reaches. May depend on `ui`, and types of `engine`, `crm`.

use super::{StaffAction, StaffState, gate};
use crate::crm::staff::{Area, OWNER, Reach, Role};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::exchange;
use crate::ui::views::settings::group;
use egui::Ui;

/// What a role is called.
pub(super) fn named(scene: &Scene<'_>, id: i64) -> String {
    let role = scene.snap.office.staff.roster.roles.iter().find(|role| role.id == id);
    match role {
        Some(role) if !role.name.is_empty() => role.name.clone(),
        _ => {
            let key = match id {
                OWNER => "staff.role_owner",
                2 => "staff.role_manager",
                3 => "staff.role_clerk",
                4 => "staff.role_trainee",
                _ => "staff.role_other",
            };
            scene.t(key).to_owned()
        }
    }
}

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    group(ui, |ui| {
        controls::group_title(ui, scene.t("staff.roles"));
        controls::small(ui, scene.t("staff.roles_about"));
        ui.horizontal_wrapped(|ui| {
            for role in scene.snap.office.staff.roster.roles.iter().filter(|r| r.id != OWNER) {
                let chosen = state.role.as_ref().is_some_and(|known| known.id == role.id);
                if controls::chip(ui, &named(scene, role.id), None, chosen).clicked() {
                    state.role = (!chosen).then(|| role.clone());
                }
            }
            let is_new = state.role.as_ref().is_some_and(|role| role.id == 0);
            if controls::chip(ui, scene.t("staff.new_role"), None, is_new).clicked() {
                state.role = (!is_new).then(Role::default);
            }
        });
        if let Some(role) = &mut state.role {
            ui.add_space(gap::TIGHT);
            edit(ui, scene, role, out);
        }
    });
}

fn edit(ui: &mut Ui, scene: &Scene<'_>, role: &mut Role, out: &mut Vec<Action>) {
    controls::field(ui, scene.t("staff.role_name"), &mut role.name, 200.0);
    let options = [
        (Reach::Nothing, "staff.reach_nothing"),
        (Reach::Own, "staff.reach_own"),
        (Reach::Team, "staff.reach_team"),
        (Reach::All, "staff.reach_all"),
    ];
    for area in Area::ALL {
        let reach = role.rights.reach.entry(area).or_default();
        exchange::choice(ui, scene, gate::area_key(area), reach, &options);
    }
    ui.checkbox(&mut role.rights.whole_numbers, scene.t("staff.whole_numbers"));
    ui.checkbox(&mut role.rights.export, scene.t("staff.may_export"));
    ui.checkbox(&mut role.rights.journal, scene.t("staff.may_journal"));
    let ready = role.id > 0 || !role.name.trim().is_empty();
    let save = StaffAction::SaveRole(Box::new(role.clone())).into();
    let why_not = controls::needs(ready, "why.name");
    controls::offer(ui, scene, save, Weight::Primary, why_not, out);
}
