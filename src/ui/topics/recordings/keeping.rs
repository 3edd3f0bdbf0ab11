//! What is known of a recording's file: its seal, coding and size, how long it is kept, the legal hold; and the doors to the
//! forms. May depend on `ui`, and types of `engine`, `call`.

use crate::base::ids::RecordingId;
use crate::call::recordings::{RecordingDetails, RecordingFormat, Verdict};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap, size};
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::panel::Tape;
use crate::ui::topics::recordings::state::{Form, Memory};
use crate::ui::topics::recordings::transport::offer;
use crate::ui::wording;
use egui::{ComboBox, RichText, Ui};

/// A day.
const DAY_MILLIS: i64 = 86_400_000;
/// How long people keep things: days, and the sentence.
const TERMS: [(i64, &str); 5] = [
    (183, "recordings.half_year"),
    (365, "recordings.one_year"),
    (3 * 365, "recordings.three_years"),
    (5 * 365, "recordings.five_years"),
    (10 * 365, "recordings.ten_years"),
];

/// Draws the seal, coding and size, and how often it was listened to: below the player, where nobody overlooks them.
pub(super) fn show_seal(ui: &mut Ui, scene: &Scene<'_>, memory: &mut Memory) {
    let Some(known) = memory.known() else { return };
    let (id, mut told) = (known.recording.id, memory.told);
    ui.horizontal_wrapped(|ui| {
        seal(ui, scene, known);
        let about = format!("{} · {}", format_name(scene, known.format), bytes_text(known.bytes));
        controls::small(ui, about);
        let count = known.listens.to_string();
        let listens = scene.tf("recordings.listens", &[("count", &count)]);
        if scene.snap.office.staff.may_read_journal() {
            let text = if known.listens > 0 { &listens } else { scene.t("recordings.journal") };
            let chip = controls::chip(ui, text, None, told);
            told ^= chip.on_hover_text(scene.t("recordings.journal_tip")).clicked();
        } else if known.listens > 0 {
            controls::small(ui, listens);
        }
    });
    memory.told = told;
    if told && scene.snap.office.staff.may_read_journal() {
        acts(ui, scene, id, memory);
    }
}

/// Who did what with it, newest first.
fn acts(ui: &mut Ui, scene: &Scene<'_>, id: RecordingId, memory: &mut Memory) {
    let Some(lines) = memory.journal.show(&id, scene.snap.data_revision) else { return };
    for line in lines {
        ui.horizontal_wrapped(|ui| {
            controls::small(ui, wording::moment(scene.texts, line.at_utc_millis, scene.wall));
            let who = if line.who == "program" { scene.t("staff.program") } else { &line.who };
            ui.label(who);
            controls::small(ui, wording::operation(scene.texts, &line.operation));
            if !line.detail.is_empty() {
                controls::short(ui, RichText::new(&line.detail).size(size::TEXT_SMALL));
            }
        });
    }
}

/// Draws the rest, as soon as the store has said it.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tape: &Tape<'_>,
    memory: &Memory,
    out: &mut Vec<Action>,
) {
    let Some(known) = memory.known() else { return };
    kept(ui, scene, known, out);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap::TIGHT;
        for form in [Form::Export, Form::Mask, Form::Delete] {
            let playable = controls::needs(tape.playable, "why.not_playable");
            let why_not = match form {
                Form::Export => playable,
                Form::Mask => playable.or(controls::needs(!known.hold, "recordings.delete_held")),
                Form::Delete => None,
            };
            let open = RecordingAction::Show(tape.id, Some(form));
            let weight = if form == Form::Delete { Weight::Danger } else { Weight::Plain };
            offer(ui, scene, open, weight, why_not, out);
        }
    });
}

/// The newest word on whether the file is what was sealed.
fn seal(ui: &mut Ui, scene: &Scene<'_>, known: &RecordingDetails) {
    let id = known.recording.id;
    let verdict = scene.snap.recordings.verdict(id).unwrap_or(&known.verdict);
    let (key, tip, icon, mood) = match verdict {
        Verdict::Good => ("recordings.sealed", "recordings.sealed_tip", Icon::Seal, Mood::Good),
        Verdict::Unsealed => {
            ("recordings.unsealed", "recordings.unsealed_tip", Icon::Seal, Mood::Calm)
        }
        Verdict::Unchecked => {
            ("recordings.unchecked", "recordings.unchecked_tip", Icon::Seal, Mood::Calm)
        }
        Verdict::OtherLength => {
            ("recordings.changed", "recordings.other_length", Icon::Warn, Mood::Bad)
        }
        Verdict::Changed => ("recordings.changed", "recordings.changed_tip", Icon::Warn, Mood::Bad),
        Verdict::Swapped(_) => {
            ("recordings.swapped", "recordings.swapped_tip", Icon::Warn, Mood::Bad)
        }
        Verdict::Missing => ("recordings.lost", "recordings.lost_tip", Icon::Warn, Mood::Bad),
        Verdict::Unreadable(_) => {
            ("recordings.unreadable", "recordings.unreadable_tip", Icon::Warn, Mood::Bad)
        }
    };
    let mut words = scene.texts.t(tip).to_owned();
    if let Verdict::Unreadable(why) = verdict {
        words = format!("{words} ({why})");
    }
    if let Some(at) = known.checked_utc_millis {
        let when = wording::moment(scene.texts, at, scene.wall);
        words = format!("{words}\n{}", scene.tf("recordings.checked", &[("when", &when)]));
    }
    controls::pill(ui, Some(icon), scene.texts.t(key), mood).on_hover_text(words);
}

/// The coding, as people may know it.
fn format_name(scene: &Scene<'_>, format: RecordingFormat) -> String {
    let key = match format {
        RecordingFormat::Pcm => "recordings.format_pcm",
        RecordingFormat::Gsm => "recordings.format_gsm",
        RecordingFormat::ALaw => "recordings.format_alaw",
        RecordingFormat::MuLaw => "recordings.format_mulaw",
        RecordingFormat::Opus => "recordings.format_opus",
    };
    scene.texts.t(key).to_owned()
}

/// `812 B`, `331 KB`, `17.5 MB`.
fn bytes_text(bytes: u64) -> String {
    let tenths =
        |unit: u64| (bytes.saturating_mul(10) / unit / 10, bytes.saturating_mul(10) / unit % 10);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        1_000_000..1_000_000_000 => {
            let (whole, part) = tenths(1_000_000);
            format!("{whole}.{part} MB")
        }
        _ => {
            let (whole, part) = tenths(1_000_000_000);
            format!("{whole}.{part} GB")
        }
    }
}

/// `2027-11-27`.
fn date(scene: &Scene<'_>, utc_millis: i64) -> String {
    wording::civil(utc_millis, scene.wall.offset_minutes).map_or_else(String::new, |at| {
        format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
    })
}

/// How long it is kept.
fn kept(ui: &mut Ui, scene: &Scene<'_>, known: &RecordingDetails, out: &mut Vec<Action>) {
    let id = known.recording.id;
    ui.horizontal(|ui| {
        let label = controls::small(ui, scene.t("recordings.kept_until"));
        let by_rule = scene.t("recordings.by_rule");
        let shown = known.keep_until.map_or_else(|| by_rule.to_owned(), |until| date(scene, until));
        ComboBox::from_id_salt("kept-until")
            .selected_text(shown)
            .width(170.0)
            .show_ui(ui, |ui| {
                let mut choose = |ui: &mut Ui, chosen: bool, until: Option<i64>, text: &str| {
                    if ui.selectable_label(chosen, text).clicked() {
                        out.push(Action::Recordings(RecordingAction::Keep(id, until)));
                    }
                };
                choose(ui, known.keep_until.is_none(), None, by_rule);
                for (days, key) in TERMS {
                    let until = scene.wall.utc_millis + days * DAY_MILLIS;
                    choose(ui, false, Some(until), scene.texts.t(key));
                }
            })
            .response
            .labelled_by(label.id);
    });
    let mut hold = known.hold;
    let tip = scene.t("recordings.hold_tip");
    if ui.checkbox(&mut hold, scene.t("recordings.hold")).on_hover_text(tip).clicked() {
        out.push(Action::Recordings(RecordingAction::Hold(id, hold)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_short() {
        let all = [812, 331_500, 17_550_000, 2_340_000_000].map(bytes_text);
        assert_eq!(all, ["812 B", "331 KB", "17.5 MB", "2.3 GB"]);
    }
}
