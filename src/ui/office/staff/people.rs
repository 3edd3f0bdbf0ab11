//! Employees: the list, one being edited, the password, when the desk locks. May depend on `ui`, and types of `engine`, `crm`.

use super::{StaffAction, StaffState, gate, roles};
use crate::base::ids::StaffId;
use crate::base::number::PhoneNumber;
use crate::crm::staff::need::Need;
use crate::crm::staff::{Area, OWNER, PASSWORD_LETTERS, Staff};
use crate::crm::transfer::day;
use crate::engine::settings::SettingChange;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::settings::group;
use egui::{ComboBox, DragValue, TextEdit, Ui};

/// Minutes after which a desk locks itself at most.
const LONGEST: u16 = 600;

/// What somebody is called.
pub(super) fn called(scene: &Scene<'_>, staff: &Staff) -> String {
    if staff.name.is_empty() { scene.t("staff.owner_seat").to_owned() } else { staff.name.clone() }
}

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    let view = &scene.snap.office.staff;
    group(ui, |ui| {
        controls::group_title(ui, scene.t("staff.title"));
        controls::small(ui, scene.t("staff.about"));
        for staff in &view.roster.staff {
            ui.push_id(staff.id, |ui| row(ui, scene, staff, out));
        }
        ui.horizontal(|ui| {
            controls::offer(ui, scene, StaffAction::Edit(None).into(), Weight::Plain, None, out);
            if let Some(here) = view.who.and_then(|id| view.roster.get(id)) {
                controls::offer(ui, scene, StaffAction::Lock.into(), Weight::Plain, None, out);
                let name = called(scene, here);
                controls::small(ui, scene.tf("staff.here", &[("name", &name)]));
            }
        });
        lock_after(ui, scene, out);
    });
    if state.draft.is_some() {
        group(ui, |ui| edit(ui, scene, state, out));
    } else if let Some(me) = view.who {
        group(ui, |ui| {
            controls::group_title(ui, scene.t("staff.my_password"));
            password(ui, scene, me, state, out);
        });
    }
}

fn row(ui: &mut Ui, scene: &Scene<'_>, staff: &Staff, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let mut words = vec![called(scene, staff), roles::named(scene, staff.role)];
        let phone = scene.texts.number(&PhoneNumber::new(staff.phone.clone()));
        words.extend([staff.agent_number.clone(), staff.extension.clone(), phone]);
        words.push(staff.team.clone());
        words.extend(staff.birthday.as_ref().map(day::birthday_text));
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
        controls::offer(ui, scene, StaffAction::Edit(staff.id).into(), Weight::Quiet, None, out);
    });
}

fn lock_after(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let mut office = scene.snap.settings.office.clone();
    let before = office.staff.lock_after_minutes;
    let denied = gate::reason(scene, Need::all(Area::Settings));
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("staff.lock_after"));
        let minutes = DragValue::new(&mut office.staff.lock_after_minutes).range(0..=LONGEST);
        let minutes = minutes.suffix(scene.t("staff.minutes").to_owned());
        let drawn = controls::greyed_for(ui, denied, minutes).labelled_by(id);
        drawn.on_hover_text(scene.t("staff.lock_after_tip"));
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
    controls::field(ui, scene.t("staff.phone"), &mut staff.phone, 160.0);
    controls::field(ui, scene.t("staff.team"), &mut staff.team, 160.0);
    controls::field(ui, scene.t("staff.birthday"), birthday, 160.0)
        .on_hover_text(scene.t("staff.birthday_tip"));
    role(ui, scene, staff);
    ui.checkbox(&mut staff.gone, scene.t("staff.is_gone"));
    let trouble = if staff.name.trim().is_empty() {
        Some("staff.name_missing")
    } else if !birthday.trim().is_empty() && day::birthday(birthday).is_none() {
        Some("staff.birthday_bad")
    } else {
        None
    };
    let id = staff.id;
    ui.add_space(gap::TIGHT);
    ui.horizontal(|ui| {
        let save = StaffAction::Save.into();
        controls::offer(ui, scene, save, Weight::Primary, trouble, out);
        controls::offer(ui, scene, StaffAction::Leave.into(), Weight::Quiet, None, out);
        if let Some(key) = trouble {
            controls::small(ui, scene.t(key));
        }
    });
    if let Some(id) = id {
        password(ui, scene, id, state, out);
    }
}

/// Nobody but an owner makes an owner.
fn role(ui: &mut Ui, scene: &Scene<'_>, staff: &mut Staff) {
    let view = &scene.snap.office.staff;
    let here = view.who.and_then(|id| view.roster.get(id));
    let may = |role: i64| role != OWNER || here.is_none_or(|here| here.role == OWNER);
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("staff.role"));
        let choice = ComboBox::from_id_salt("staff-role");
        let choice = choice.selected_text(roles::named(scene, staff.role));
        let drawn = choice.show_ui(ui, |ui| {
            for role in view.roster.roles.iter().filter(|role| may(role.id)) {
                ui.selectable_value(&mut staff.role, role.id, roles::named(scene, role.id));
            }
        });
        drawn.response.labelled_by(id);
    });
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
        let letters = state.password.0.chars().count();
        let ready = letters == 0 || letters >= PASSWORD_LETTERS;
        let set = StaffAction::SetPassword(id).into();
        let why_not = controls::needs(ready, "staff.set_password_tip");
        controls::offer(ui, scene, set, Weight::Plain, why_not, out);
        if !ready {
            controls::small(ui, scene.t("staff.set_password_tip"));
        }
    });
}
