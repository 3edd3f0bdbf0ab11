//! The journal for people: who did what, when; by person, day and word. May depend on `ui`, and types of `engine`, `crm`.

use super::{StaffAction, StaffState, gate};
use crate::crm::staff::need::Need;
use crate::crm::staff::{JournalRow, PROGRAM};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap};
use crate::ui::views::settings::group;
use crate::ui::wording;
use egui::{ComboBox, Grid, ScrollArea, Ui};
use jiff::civil::Date;

/// Height of the rows before they scroll.
const LIST: f32 = 420.0;
/// A day on the wall clock, in milliseconds.
const DAY: i64 = 86_400_000;
/// Letters of a subject, and of what stood before and after.
const SUBJECT: usize = 40;
const PICTURE: usize = 1_200;

/// Every operation that has a sentence.
const OPERATIONS: &[&str] = &[
    "save_customer",
    "delete_customer",
    "erase_person",
    "merge_customers",
    "not_the_same",
    "hand_over",
    "to_public_pool",
    "tag_customers",
    "set_follow_up",
    "save_card_field",
    "remove_card_field",
    "order_card_fields",
    "import_list",
    "undo_import",
    "export",
    "undo",
    "save_call_note",
    "assign_customer",
    "mark_handled",
    "dismiss_missed",
    "settle_call",
    "set_result",
    "save_promise",
    "promise_done",
    "snooze_promise",
    "save_task",
    "task_done",
    "snooze_task",
    "skip_task",
    "delete_task",
    "save_order",
    "step_order",
    "return_order",
    "take_payment",
    "refund",
    "move_units",
    "save_product",
    "remove_product",
    "restore_product",
    "move_stock",
    "count_stock",
    "rename_category",
    "save_answer",
    "save_answers",
    "delete_answer",
    "set_answer_sound",
    "attach_file",
    "remove_file",
    "save_settings",
    "save_staff",
    "set_password",
    "save_role",
    "log_in",
    "log_in_wrong",
    "save_rule",
    "delete_rules",
    "import_rules",
    "delete_list",
    "suppress_number",
    "lift_suppression",
    "set_speed_dial",
    "correct_place",
    "import_places",
    "forget_place",
    "held_recording",
    "released_recording",
    "kept_recording",
    "deleted_recording",
    "exported_recording",
    "masked_recording",
    "added_marker",
    "removed_marker",
    "listened",
    "rebuild_figures",
    "dialled_despite",
];

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState, out: &mut Vec<Action>) {
    group(ui, |ui| {
        controls::group_title(ui, scene.t("staff.journal"));
        if let Some(why) = gate::reason(scene, Need::Journal) {
            controls::pill(ui, Some(Icon::Seal), &why, Mood::Cool);
            return;
        }
        state.wants_journal = true;
        filters(ui, scene, state);
        ui.add_space(gap::TIGHT);
        if state.rows.is_empty() {
            controls::weak(ui, scene.t("staff.journal_empty"));
        }
        let area = ScrollArea::both().id_salt("journal").max_height(LIST);
        area.auto_shrink([false, true]).show(ui, |ui| {
            let grid = Grid::new("journal").num_columns(4).striped(true).spacing([16.0, 4.0]);
            grid.show(ui, |ui| {
                for row in &state.rows {
                    line(ui, scene, row);
                    ui.end_row();
                }
            });
        });
        ui.horizontal(|ui| {
            let (newer, older) = (StaffAction::Newer.into(), StaffAction::Older.into());
            let first = controls::needs(state.offset > 0, "why.newest");
            controls::offer(ui, scene, newer, Weight::Quiet, first, out);
            let last = controls::needs(state.more, "why.oldest");
            controls::offer(ui, scene, older, Weight::Quiet, last, out);
        });
    });
}

fn filters(ui: &mut Ui, scene: &Scene<'_>, state: &mut StaffState) {
    let before = state.filter.clone();
    ui.horizontal_wrapped(|ui| {
        let id = controls::lead(ui, scene.t("staff.journal_who"));
        let all = scene.t("staff.anybody");
        let shown = if state.filter.who.is_empty() { all } else { &state.filter.who };
        let choice = ComboBox::from_id_salt("journal-who").selected_text(shown.to_owned());
        let drawn = choice.show_ui(ui, |ui| {
            ui.selectable_value(&mut state.filter.who, String::new(), all);
            for staff in scene.snap.office.staff.roster.staff.iter().filter(|s| !s.name.is_empty())
            {
                ui.selectable_value(&mut state.filter.who, staff.name.clone(), &staff.name);
            }
        });
        drawn.response.labelled_by(id);
        let id = controls::lead(ui, scene.t("staff.day"));
        let typed = controls::edit(ui, &mut state.day, 110.0).labelled_by(id);
        typed.on_hover_text(scene.t("staff.day_tip"));
        let id = controls::lead(ui, scene.t("staff.journal_what"));
        controls::edit(ui, &mut state.filter.text, 160.0).labelled_by(id);
    });
    let day = state.day.trim();
    let date: Option<Date> = day.parse().ok();
    if !day.is_empty() && date.is_none() {
        controls::pill(ui, Some(Icon::Warn), scene.t("staff.day_bad"), Mood::Alert);
    }
    let from = date.map(|date| start_of(date, scene.wall.offset_minutes));
    (state.filter.from, state.filter.until) = (from, from.map(|from| from + DAY));
    state.filter.operations = meant(scene, &state.filter.text);
    if before != state.filter {
        state.offset = 0;
    }
}

/// Midnight at the desk, in milliseconds since 1970 UTC.
fn start_of(date: Date, offset_minutes: i16) -> i64 {
    let first = Date::constant(1970, 1, 1);
    let days = first.duration_until(date).as_hours() / 24;
    days * DAY - i64::from(offset_minutes) * 60_000
}

/// Operations whose sentence holds the words.
fn meant(scene: &Scene<'_>, text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Vec::new();
    }
    let says = |name: &&&str| scene.t(&format!("staff.op_{name}")).to_lowercase().contains(&text);
    OPERATIONS.iter().filter(says).map(|name| (*name).to_owned()).collect()
}

fn line(ui: &mut Ui, scene: &Scene<'_>, row: &JournalRow) {
    controls::small(ui, wording::moment(scene.texts, row.at_utc_millis, scene.wall));
    ui.label(if row.who == PROGRAM { scene.t("staff.program") } else { &row.who });
    let undone = if row.undone { scene.t("staff.undone") } else { "" };
    let wrong = row.operation == "log_in" && row.after.contains("\"in\":false");
    let operation = if wrong { "log_in_wrong" } else { &row.operation };
    let operation = wording::operation(scene.texts, operation);
    ui.label(format!("{operation} {undone}").trim().to_owned());
    let subject: String = row.subject.chars().take(SUBJECT).collect();
    let picture = [row.before.as_str(), row.after.as_str()].join("\n");
    let hover: String = picture.trim().chars().take(PICTURE).collect();
    let shown = ui.label(subject);
    // Whoever may not see numbers whole does not see the pictures, which hold them.
    if !hover.is_empty() && scene.snap.office.staff.shows_whole_numbers() {
        shown.on_hover_text(hover);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_desks_own_midnight() {
        assert_eq!(start_of(Date::constant(1970, 1, 1), 0), 0);
        assert_eq!(start_of(Date::constant(2026, 11, 27), 480), 1_795_708_800_000);
    }
}
