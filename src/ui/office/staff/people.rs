//! Employees: the list, one being edited, the password, when the desk locks. May depend on `ui`, and types of `engine`, `crm`.

use super::{StaffAction, StaffState, roles};
use crate::base::ids::StaffId;
use crate::crm::staff::Staff;
use crate::engine::settings::SettingChange;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::settings::group;
use egui::{ComboBox, DragValue, TextEdit, Ui};

/// What somebody is called.
pub(super) fn called(scene: &Scene<'_>, staff: &Staff) -> String {
    if staff.name.is_empty() { scene.t("staff.owner_seat").to_owned() } else { staff.name.clone() }
}

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    group(ui, |ui| {
        controls::group_title(ui, scene.t("staff.title"));
        controls::small(ui, scene.t("staff.about"));
        for staff in &scene.snap.office.staff.roster.staff {
            ui.push_id(staff.id, |ui| row(ui, scene, staff, out));
        }
        ui.horizontal(|ui| {
            controls::offer(ui, scene, StaffAction::Edit(None).into(), Weight::Plain, true, out);
            if scene.snap.office.staff.who.is_some() {
                controls::offer(ui, scene, StaffAction::Lock.into(), Weight::Plain, true, out);
            }
        });
        lock_after(ui, scene, out);
    });
    if state.draft.is_some() {
        group(ui, |ui| edit(ui, scene, state, out));
    }
}

fn row(ui: &mut Ui, scene: &Scene<'_>, staff: &Staff, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let mut words = vec![called(scene, staff), roles::named(scene, staff.role)];
        words.extend([staff.agent_number.clone(), staff.extension.clone(), staff.team.clone()]);
        words.retain(|word| !word.is_empty());
        ui.label(words.join("  ·  "));
        let key = match (staff.gone, staff.has_password) {
            (true, _) => Some("staff.gone"),
            (false, false) => Some("staff.no_password"),
            (false, true) => None,
        };
        if let Some(key) = key {
            controls::small(ui, scene.t(key));
        }
        controls::offer(ui, scene, StaffAction::Edit(staff.id).into(), Weight::Quiet, true, out);
    });
}

fn lock_after(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let mut office = scene.snap.settings.office.clone();
    let before = office.staff.lock_after_minutes;
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("staff.lock_after"));
        let minutes = DragValue::new(&mut office.staff.lock_after_minutes).range(0..=600);
        ui.add(minutes.suffix(" min"))
            .labelled_by(id)
            .on_hover_text(scene.t("staff.lock_after_tip"));
    });
    if office.staff.lock_after_minutes != before {
        out.push(Action::Set(SettingChange::Office(Box::new(office))));
    }
}

fn edit(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    let Some((staff, birthday)) = &mut state.draft else { return };
    controls::group_title(ui, scene.t("staff.person"));
    controls::field(ui, scene.t("staff.name"), &mut staff.name, 240.0);
    controls::field(ui, scene.t("staff.agent_number"), &mut staff.agent_number, 120.0);
    controls::field(ui, scene.t("staff.extension"), &mut staff.extension, 120.0);
    controls::field(ui, scene.t("staff.team"), &mut staff.team, 160.0);
    controls::field(ui, scene.t("staff.birthday"), birthday, 160.0)
        .on_hover_text(scene.t("staff.birthday_tip"));
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("staff.role"));
        ComboBox::from_id_salt("staff-role")
            .selected_text(roles::named(scene, staff.role))
            .show_ui(ui, |ui| {
                for role in &scene.snap.office.staff.roster.roles {
                    ui.selectable_value(&mut staff.role, role.id, roles::named(scene, role.id));
                }
            })
            .response
            .labelled_by(id);
    });
    ui.checkbox(&mut staff.gone, scene.t("staff.is_gone"));
    let day_fits =
        birthday.trim().is_empty() || crate::crm::transfer::day::birthday(birthday).is_some();
    let named = !staff.name.trim().is_empty();
    let id = staff.id;
    ui.add_space(gap::TIGHT);
    ui.horizontal(|ui| {
        let save = StaffAction::Save.into();
        controls::offer(ui, scene, save, Weight::Primary, named && day_fits, out);
        controls::offer(ui, scene, StaffAction::Leave.into(), Weight::Quiet, true, out);
    });
    if let Some(id) = id {
        password(ui, scene, id, state, out);
    }
}

fn password(
    ui: &mut Ui,
    scene: &Scene<'_>,
    id: StaffId,
    state: &mut StaffState,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        let label = controls::lead(ui, scene.t("staff.password"));
        ui.add(TextEdit::singleline(&mut state.password.0).password(true).desired_width(200.0))
            .labelled_by(label);
        let set = StaffAction::SetPassword(id).into();
        controls::offer(ui, scene, set, Weight::Plain, true, out);
    });
}
