//! The part of the settings about the care of the data: backups and how they ended, a check and what it found.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::call::upkeep::{BackupRow, BackupState, CheckReport, Fault, Phase, Progress, Rhythm};
use crate::engine::settings::SettingChange;
use crate::engine::topics::upkeep::UpkeepSettings;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, gap};
use crate::ui::topics::upkeep::{UpkeepAction, UpkeepState, restore};
use crate::ui::views::exchange;
use crate::ui::views::settings::group;
use crate::ui::wording;
use egui::{ProgressBar, Ui};

/// Backups shown.
const SHOWN: usize = 6;
/// Examples of a finding shown.
const EXAMPLES: usize = 3;

/// Draws the settings of this topic, group by group.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    group(ui, |ui| backups(ui, scene, &mut state.upkeep, &mut out));
    group(ui, |ui| restore::show(ui, scene, &mut state.upkeep.restore, &mut out));
    group(ui, |ui| check(ui, scene, &mut out));
    out
}

fn backups(ui: &mut Ui, scene: &Scene<'_>, state: &mut UpkeepState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("upkeep.title"));
    last(ui, scene);
    let view = &scene.snap.upkeep;
    if let Some(next) = view.next_utc_millis {
        let next = next.max(scene.wall.utc_millis);
        let when = when(scene, next);
        controls::small(ui, scene.tf("upkeep.next", &[("when", &when)]));
    }
    ui.add_space(gap::TIGHT);
    choices(ui, scene, state, out);
    let running =
        view.running.filter(|progress| progress.phase != Phase::Checking && !state.restore.is_open);
    buttons(ui, scene, UpkeepAction::BackUp, running, out);
    for (index, row) in view.backups.iter().take(SHOWN).enumerate() {
        ui.push_id(index, |ui| backup(ui, scene, row));
    }
}

/// A moment in words; a bare time is of today and says so.
pub(super) fn when(scene: &Scene<'_>, utc_millis: i64) -> String {
    let moment = wording::moment(scene.texts, utc_millis, scene.wall);
    let bare = moment.len() == "00:00".len();
    if bare { scene.tf("upkeep.today", &[("time", &moment)]) } else { moment }
}

/// The last good backup, or that there is none.
fn last(ui: &mut Ui, scene: &Scene<'_>) {
    match scene.snap.upkeep.backups.iter().find(|row| row.is_good()) {
        Some(row) => {
            let when = when(scene, row.started_utc_millis);
            let text = scene.tf("upkeep.last_good", &[("when", &when)]);
            controls::pill(ui, Some(Icon::Tick), &text, Mood::Good);
        }
        None => {
            controls::pill(ui, Some(Icon::Warn), scene.t("upkeep.none_yet"), Mood::Alert);
        }
    }
}

fn choices(ui: &mut Ui, scene: &Scene<'_>, state: &mut UpkeepState, out: &mut Vec<Action>) {
    let before = &scene.snap.settings.upkeep;
    let mut wish = before.clone();
    let rhythms = [
        (Rhythm::Daily, "upkeep.daily"),
        (Rhythm::Weekly, "upkeep.weekly"),
        (Rhythm::Never, "upkeep.never"),
    ];
    exchange::choice(ui, scene, "upkeep.rhythm", &mut wish.rhythm, &rhythms);
    number(ui, scene.t("upkeep.hour"), &mut wish.hour, 0..=23, ":00");
    number(ui, scene.t("upkeep.keep"), &mut wish.keep, 1..=99, "");
    folder(ui, scene, state, &mut wish, out);
    ui.checkbox(&mut wish.recordings, scene.t("upkeep.with_recordings"));
    let about =
        if wish.recordings { "upkeep.with_recordings_about" } else { "upkeep.without_recordings" };
    controls::small(ui, scene.t(about));
    if wish != *before {
        out.push(Action::Set(SettingChange::Upkeep(wish)));
    }
}

fn number(
    ui: &mut Ui,
    label: &str,
    value: &mut u8,
    range: std::ops::RangeInclusive<u8>,
    suffix: &str,
) {
    ui.horizontal(|ui| {
        let id = controls::lead(ui, label);
        ui.add(egui::DragValue::new(value).range(range).suffix(suffix)).labelled_by(id);
    });
}

/// Taken over when the caret leaves the field: half a path is no folder.
fn folder(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut UpkeepState,
    wish: &mut UpkeepSettings,
    out: &mut Vec<Action>,
) {
    let mut typed = state.folder.clone().unwrap_or_else(|| wish.folder.clone());
    let label = scene.t("upkeep.folder");
    let field = path_field(ui, scene, label, &mut typed, (PathField::BackupFolder, 320.0), out);
    let offered = scene.snap.data_dir.join("backups").display().to_string();
    let hint = scene.tf("upkeep.folder_hint", &[("folder", &offered)]);
    let field = field.on_hover_text(hint);
    if field.lost_focus() {
        typed.trim().clone_into(&mut wish.folder);
        state.folder = None;
    } else if field.has_focus() {
        state.folder = Some(typed);
    }
    if wish.folder.is_empty() {
        controls::small(ui, scene.tf("upkeep.folder_default", &[("folder", &offered)]));
    }
}

/// The button of a work, or how far it is and the button that stops it.
fn buttons(
    ui: &mut Ui,
    scene: &Scene<'_>,
    action: UpkeepAction,
    running: Option<Progress>,
    out: &mut Vec<Action>,
) {
    ui.add_space(gap::TIGHT);
    ui.horizontal(|ui| match running {
        None => {
            let busy = controls::needs(scene.snap.upkeep.running.is_none(), "why.busy");
            controls::offer(ui, scene, action.into(), Weight::Plain, busy, out);
        }
        Some(progress) => {
            let text = phase(scene, progress);
            let bar = ProgressBar::new(part(progress)).desired_width(260.0).text(text.clone());
            ui.add(bar).widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &text)
            });
            controls::offer(ui, scene, UpkeepAction::Cancel.into(), Weight::Plain, None, out);
        }
    });
}

fn part(progress: Progress) -> f32 {
    let thousandth = progress.done.saturating_mul(1_000).checked_div(progress.total).unwrap_or(0);
    f32::from(u16::try_from(thousandth.min(1_000)).unwrap_or(0)) / 1_000.0
}

fn phase(scene: &Scene<'_>, progress: Progress) -> String {
    let key = match progress.phase {
        Phase::Copying => "upkeep.copying",
        Phase::Rehearsing => "upkeep.rehearsing",
        Phase::Recordings => "upkeep.copying_recordings",
        Phase::Checking => "upkeep.checking",
    };
    let percent = progress.done.saturating_mul(100).checked_div(progress.total).unwrap_or(0);
    scene.tf(key, &[("percent", &percent.min(100).to_string())])
}

fn backup(ui: &mut Ui, scene: &Scene<'_>, row: &BackupRow) {
    let when = when(scene, row.started_utc_millis);
    let (key, mood, icon) = match row.state {
        BackupState::Rehearsed => ("upkeep.rehearsed", Mood::Good, Icon::Done),
        BackupState::Failed => ("upkeep.row_failed", Mood::Bad, Icon::Warn),
        BackupState::Cancelled => ("upkeep.row_cancelled", Mood::Calm, Icon::Stop),
    };
    ui.horizontal(|ui| {
        controls::pill(ui, Some(icon), scene.t(key), mood);
        controls::weak(ui, when);
        if row.is_good() {
            let count = row.rows.to_string();
            let facts = [("size", size(row.bytes)), ("rows", count)];
            let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
            controls::small(ui, scene.tf("upkeep.facts", &facts));
            controls::short(ui, egui::RichText::new(&row.path)).on_hover_text(&row.path);
        } else if !row.detail.is_empty() {
            controls::short(ui, egui::RichText::new(&row.detail)).on_hover_text(&row.detail);
        }
    });
}

/// Bytes as people say them.
pub(super) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| {
        let tenths = bytes.saturating_mul(10) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match bytes {
        0..1_048_576 => format!("{} KiB", bytes.div_ceil(1_024)),
        1_048_576..1_073_741_824 => format!("{} MiB", tenths(1_048_576)),
        _ => format!("{} GiB", tenths(1_073_741_824)),
    }
}

fn check(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("upkeep.check_title"));
    controls::small(ui, scene.t("upkeep.check_about"));
    let view = &scene.snap.upkeep;
    let running = view.running.filter(|progress| progress.phase == Phase::Checking);
    buttons(ui, scene, UpkeepAction::Check, running, out);
    if let Some(report) = &view.check {
        findings(ui, scene, report);
        if report.findings.iter().any(|finding| finding.fault == Fault::Figures) {
            let busy = controls::needs(view.running.is_none(), "why.busy");
            let repair = UpkeepAction::RepairFigures.into();
            controls::offer(ui, scene, repair, Weight::Plain, busy, out);
        }
    }
}

fn findings(ui: &mut Ui, scene: &Scene<'_>, report: &CheckReport) {
    if report.is_clean() {
        controls::pill(ui, Some(Icon::Tick), scene.t("upkeep.clean"), Mood::Good);
    }
    for finding in &report.findings {
        let mood = if finding.fault.is_serious() { Mood::Bad } else { Mood::Alert };
        let key = format!("upkeep.fault.{}", finding.fault.word());
        let text = scene.tf(&key, &[("count", &finding.count.to_string())]);
        controls::pill(ui, Some(Icon::Warn), &text, mood);
        for example in finding.examples.iter().take(EXAMPLES) {
            controls::small(ui, example);
        }
    }
    let rows: u64 = report.counts.iter().map(|(_, count)| count).sum();
    let facts = [("size", size(report.bytes)), ("rows", rows.to_string())];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    controls::small(ui, scene.tf("upkeep.facts", &facts));
}
