//! The part of the settings that belongs to recordings: what they are kept as, which calls, the notice to the far end,
//! how long, and work on all of them.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::call::record::Direction;
use crate::call::recordings::RecordingFormat;
use crate::engine::settings::SettingChange;
use crate::engine::topics::recordings::{
    JobKind, RecordingNotice, RecordingRule, RecordingSettings,
};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Tokens, gap};
use crate::ui::topics;
use crate::ui::topics::recording_work::RecordingWork;
use crate::ui::topics::speech::{Place, SpeechState};
use crate::ui::views::exchange::choice;
use crate::ui::views::settings::group;
use egui::{Id, ProgressBar, Response, Ui};

/// Where what is being typed waits until the engine has it.
const DRAFT: &str = "recordings-draft";
/// The longest a number or class may be, in characters.
const WORD: usize = 40;
/// 20 GiB, of which people think when they buy a disk.
const TWENTY_GIB: u64 = 20 * 1_073_741_824;
const GIGABYTE: u64 = 1_000_000_000;

/// What is typed: numbers as text, so that an empty field can be one.
#[derive(Debug, Clone)]
struct Draft {
    settings: RecordingSettings,
    days: String,
    megabytes: String,
}

impl Draft {
    fn of(settings: &RecordingSettings) -> Self {
        Self {
            settings: settings.clone(),
            days: settings.keep_days.map(|days| days.to_string()).unwrap_or_default(),
            megabytes: settings.low_disk_megabytes.to_string(),
        }
    }
}

/// Draws the settings of this topic, group by group.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let id = Id::unique(DRAFT);
    let known = &scene.snap.settings.recordings;
    let mut draft: Draft = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| Draft::of(known));
    let mut typing = false;
    group(ui, |ui| kept_as(ui, scene, &mut draft.settings));
    group(ui, |ui| typing |= rules(ui, scene, &mut draft.settings.rules));
    group(ui, |ui| typing |= notice(ui, scene, &mut draft.settings, &mut state.speech, &mut out));
    group(ui, |ui| typing |= how_long(ui, scene, &mut draft));
    group(ui, |ui| work(ui, scene, &mut out));
    if draft.settings != *known {
        out.push(Action::Set(SettingChange::Recordings(draft.settings.clone())));
    }
    // Nobody types and the engine agrees: the next frame begins with what it says.
    if typing || draft.settings != *known {
        ui.data_mut(|data| data.insert_temp(id, draft));
    } else {
        ui.data_mut(|data| data.remove::<Draft>(id));
    }
    out
}

fn kept_as(ui: &mut Ui, scene: &Scene<'_>, settings: &mut RecordingSettings) {
    controls::group_title(ui, scene.t("recordings.settings_format"));
    controls::small(ui, scene.t("recordings.settings_format_about"));
    let formats = RecordingFormat::ALL.map(|format| (format, format_key(format)));
    choice(ui, scene, "recordings.settings_kept_as", &mut settings.format, &formats);
    let hours = TWENTY_GIB / u64::from(settings.format.bytes_per_second()) / 3_600;
    let hours = (hours / 10 * 10).to_string();
    controls::small(ui, scene.tf("recordings.settings_hours", &[("hours", &hours)]));
}

const fn format_key(format: RecordingFormat) -> &'static str {
    match format {
        RecordingFormat::Gsm => "recordings.settings_gsm",
        RecordingFormat::Opus => "recordings.settings_opus",
        RecordingFormat::ALaw => "recordings.settings_a_law",
        RecordingFormat::MuLaw => "recordings.settings_mu_law",
        RecordingFormat::Pcm => "recordings.settings_pcm",
    }
}

/// The rules, the first that fits decides. `true`: somebody types.
fn rules(ui: &mut Ui, scene: &Scene<'_>, rules: &mut Vec<RecordingRule>) -> bool {
    controls::group_title(ui, scene.t("recordings.settings_rules"));
    let about = if rules.is_empty() {
        "recordings.settings_rules_none"
    } else {
        "recordings.settings_rules_about"
    };
    controls::small(ui, scene.t(about));
    let (mut typing, mut gone) = (false, None);
    for (number, rule) in rules.iter_mut().enumerate() {
        ui.push_id(number, |ui| typing |= one_rule(ui, scene, number, rule, &mut gone));
        ui.add_space(gap::TIGHT);
    }
    if let Some(number) = gone {
        rules.remove(number);
    }
    let text = scene.texts.t("recordings.settings_add_rule");
    if controls::press(ui, Some(Icon::Plus), text, Weight::Plain).clicked() {
        rules.push(RecordingRule::default());
    }
    typing
}

fn one_rule(
    ui: &mut Ui,
    scene: &Scene<'_>,
    number: usize,
    rule: &mut RecordingRule,
    gone: &mut Option<usize>,
) -> bool {
    let said = [(true, "recordings.settings_record"), (false, "recordings.settings_do_not")];
    let directions = [
        (None, "recordings.settings_all_calls"),
        (Some(Direction::Incoming), "recordings.settings_incoming"),
        (Some(Direction::Outgoing), "recordings.settings_outgoing"),
    ];
    let count = (number + 1).to_string();
    let remove = scene.tf("recordings.settings_remove_rule", &[("number", &count)]);
    ui.horizontal(|ui| {
        for (value, key) in said {
            ui.selectable_value(&mut rule.record, value, scene.t(key));
        }
        ui.add_space(gap::SMALL);
        for (value, key) in directions {
            ui.selectable_value(&mut rule.direction, value, scene.t(key));
        }
        ui.add_space(gap::SMALL);
        if controls::icon_press(ui, Icon::Bin, &remove, None).on_hover_text(&remove).clicked() {
            *gone = Some(number);
        }
    });
    let prefix_label = scene.tf("recordings.settings_prefix", &[("number", &count)]);
    let prefix = controls::field(ui, &prefix_label, &mut rule.prefix, 160.0)
        .on_hover_text(scene.t("recordings.settings_prefix_tip"));
    let class_label = scene.tf("recordings.settings_class", &[("number", &count)]);
    let class = controls::field(ui, &class_label, &mut rule.class, 160.0)
        .on_hover_text(scene.t("recordings.settings_class_tip"));
    rule.prefix = short(&rule.prefix);
    rule.class = short(&rule.class);
    prefix.has_focus() || class.has_focus()
}

fn short(text: &str) -> String {
    text.chars().take(WORD).collect()
}

/// How the far end is told. `true`: somebody types.
fn notice(
    ui: &mut Ui,
    scene: &Scene<'_>,
    settings: &mut RecordingSettings,
    speech: &mut SpeechState,
    out: &mut Vec<Action>,
) -> bool {
    controls::group_title(ui, scene.t("recordings.settings_notice"));
    controls::small(ui, scene.t("recordings.settings_notice_about"));
    let kinds = [
        (RecordingNotice::Off, "recordings.settings_notice_off"),
        (RecordingNotice::Beep, "recordings.settings_notice_beep"),
        (RecordingNotice::Spoken, "recordings.settings_notice_spoken"),
    ];
    choice(ui, scene, "recordings.settings_notice_kind", &mut settings.notice, &kinds);
    let can = scene.line().is_some_and(|line| line.claimed.audio_out);
    let mut typing = false;
    if settings.notice == RecordingNotice::Spoken {
        let file = &mut settings.notice_file;
        typing = topics::speech::choose(ui, scene, speech, Place::Notice, file, out);
        if file.trim().is_empty() {
            controls::small(ui, scene.t("recordings.settings_notice_no_file"));
        }
        ui.checkbox(&mut settings.beep_after, scene.t("recordings.settings_beep_after"));
    }
    if settings.notice != RecordingNotice::Off && !can {
        let bad = Tokens::of(ui).bad;
        ui.colored_label(bad, scene.t("recordings.settings_notice_cannot"));
    } else if settings.notice != RecordingNotice::Off {
        controls::small(ui, scene.t("recordings.settings_notice_when"));
    }
    typing
}

/// A number with its label before it and its unit behind it (keys).
fn amount(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (label, unit): (&'static str, &'static str),
    text: &mut String,
) -> Response {
    let row = ui.horizontal(|ui| {
        let response = controls::field(ui, scene.t(label), text, 90.0);
        controls::weak(ui, scene.t(unit));
        response
    });
    row.inner
}

/// Retention and the disk. `true`: somebody types.
fn how_long(ui: &mut Ui, scene: &Scene<'_>, draft: &mut Draft) -> bool {
    controls::group_title(ui, scene.t("recordings.settings_kept"));
    controls::small(ui, scene.t("recordings.settings_kept_about"));
    let words = ("recordings.settings_days", "recordings.settings_days_unit");
    let days = amount(ui, scene, words, &mut draft.days);
    draft.days.retain(|c| c.is_ascii_digit());
    draft.days.truncate(5);
    let words = ("recordings.settings_low_disk", "recordings.settings_low_disk_unit");
    let megabytes = amount(ui, scene, words, &mut draft.megabytes);
    draft.megabytes.retain(|c| c.is_ascii_digit());
    draft.megabytes.truncate(7);
    // A number half typed deletes nothing: it counts when the field is left.
    if !days.has_focus() {
        draft.settings.keep_days = draft.days.parse().ok().filter(|days| *days > 0);
    }
    if !megabytes.has_focus()
        && let Ok(megabytes) = draft.megabytes.parse()
    {
        draft.settings.low_disk_megabytes = megabytes;
    }
    let typing = days.has_focus() || megabytes.has_focus();
    let disk = scene.snap.recordings.disk;
    if let Some(free) = disk.free {
        let free = (free / GIGABYTE).to_string();
        let text = scene.tf("recordings.settings_free", &[("free", &free)]);
        if disk.low {
            let bad = Tokens::of(ui).bad;
            ui.colored_label(bad, text);
        } else {
            controls::small(ui, text);
        }
    }
    typing
}

/// Work on all recordings: begin, watch, break off.
fn work(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("recordings.settings_work"));
    controls::small(ui, scene.t("recordings.settings_work_about"));
    let view = &scene.snap.recordings;
    if let Some(job) = view.job {
        let part = f64::from(job.done) / f64::from(job.total.max(1));
        let (done, total) = (job.done.to_string(), job.total.to_string());
        let counts: [(&str, &str); 2] = [("done", &done), ("total", &total)];
        #[allow(clippy::cast_possible_truncation, reason = "a part of a bar")]
        let bar = ProgressBar::new(part as f32).text(scene.tf(job_key(job.kind), &counts));
        ui.add(bar);
        controls::offer(
            ui,
            scene,
            Action::RecordingWork(RecordingWork::Cancel),
            Weight::Plain,
            None,
            out,
        );
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for work in [RecordingWork::Verify, RecordingWork::Compress] {
            controls::offer(ui, scene, Action::RecordingWork(work), Weight::Plain, None, out);
        }
    });
    if let Some(end) = &view.ended {
        let (done, bad) = (end.done.to_string(), end.bad.to_string());
        let key = match (end.cancelled, end.bad) {
            (true, _) => "recordings.settings_work_cancelled",
            (false, 0) => "recordings.settings_work_good",
            (false, _) => "recordings.settings_work_bad",
        };
        let text = scene.tf(key, &[("done", &done), ("bad", &bad)]);
        if end.bad > 0 {
            let ink = Tokens::of(ui).bad;
            ui.colored_label(ink, text);
        } else {
            controls::small(ui, text);
        }
        if end.left > 0 {
            let left = end.left.to_string();
            controls::small(ui, scene.tf("recordings.settings_work_left", &[("left", &left)]));
        }
    }
}

const fn job_key(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Verify => "recordings.job_verify",
        JobKind::Compress => "recordings.job_compress",
        JobKind::Mask => "recordings.job_mask",
        JobKind::Export => "recordings.job_export",
    }
}
