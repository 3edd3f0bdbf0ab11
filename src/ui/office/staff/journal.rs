//! The journal for people: who did what, when. May depend on `ui`, and types of `engine`, `crm`.

use super::{StaffAction, StaffState};
use crate::crm::staff::JournalRow;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::settings::group;
use crate::ui::wording;
use egui::{Grid, ScrollArea, Ui};

/// Height of the rows before they scroll.
const LIST: f32 = 420.0;

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    if !scene.snap.office.staff.may_read_journal() {
        return;
    }
    state.wants_journal = true;
    group(ui, |ui| {
        controls::group_title(ui, scene.t("staff.journal"));
        let before = state.filter.clone();
        ui.horizontal(|ui| {
            controls::field(ui, scene.t("staff.journal_who"), &mut state.filter.who, 140.0);
            controls::field(ui, scene.t("staff.journal_what"), &mut state.filter.text, 180.0);
        });
        if before != state.filter {
            state.offset = 0;
        }
        ui.add_space(gap::TIGHT);
        if state.rows.is_empty() {
            controls::weak(ui, scene.t("staff.journal_empty"));
        }
        ScrollArea::both().id_salt("journal").max_height(LIST).auto_shrink([false, true]).show(
            ui,
            |ui| {
                Grid::new("journal").num_columns(4).striped(true).spacing([16.0, 4.0]).show(
                    ui,
                    |ui| {
                        for row in &state.rows {
                            line(ui, scene, row);
                            ui.end_row();
                        }
                    },
                );
            },
        );
        ui.horizontal(|ui| {
            let (newer, older) = (StaffAction::Newer.into(), StaffAction::Older.into());
            controls::offer(ui, scene, newer, Weight::Quiet, state.offset > 0, out);
            controls::offer(ui, scene, older, Weight::Quiet, state.more, out);
        });
    });
}

fn line(ui: &mut Ui, scene: &Scene<'_>, row: &JournalRow) {
    controls::small(ui, wording::moment(scene.texts, row.at_utc_millis, scene.wall));
    ui.label(&row.who);
    let undone = if row.undone { scene.t("staff.undone") } else { "" };
    let key = format!("staff.op_{}", row.operation);
    let named = scene.texts.t(&key);
    let operation = if named == key { row.operation.replace('_', " ") } else { named.to_owned() };
    ui.label(format!("{operation} {undone}").trim().to_owned());
    let subject: String = row.subject.chars().take(40).collect();
    let picture = [row.before.as_str(), row.after.as_str()].join("\n");
    let hover: String = picture.trim().chars().take(1_200).collect();
    let shown = ui.label(subject);
    // Whoever may not see numbers whole does not see the pictures, which hold them.
    if !hover.is_empty() && scene.snap.office.staff.shows_whole_numbers() {
        shown.on_hover_text(hover);
    }
}
