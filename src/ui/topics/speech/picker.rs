//! A prompt is chosen: one of those that are kept, or a file by its path; it can be tried, and a new one be recorded. The
//! same wherever a prompt is asked for. May depend on `ui`, and types of `engine`, `call`.

use crate::call::firewall::rule::Prompt;
use crate::engine::topics::speech::FOLDER;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::speech::recording;
use crate::ui::topics::speech::{Place, SpeechAction, SpeechState};
use egui::{ComboBox, RichText, Ui};

/// The name of a prompt that is kept here; of any other file its whole path.
pub(super) fn name_of(file: &str) -> &str {
    let kept = file.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
    kept.map_or(file, |name| name.strip_suffix(".wav").unwrap_or(name))
}

/// Draws the choice of a prompt and changes `file`. `true`: somebody types.
pub fn choose(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut SpeechState,
    place: Place,
    file: &mut String,
    out: &mut Vec<Action>,
) -> bool {
    let view = &scene.snap.speech;
    if state.open == Some(place)
        && let Some((count, kept)) = &view.kept
        && *count > state.kept_before
    {
        file.clone_from(kept);
        state.open = None;
        state.name.clear();
    }
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
    kept(ui, scene, width, file);
    let path = match place {
        Place::Notice => PathField::NoticePrompt,
        Place::Rule => PathField::FirewallPrompt,
    };
    let field = path_field(ui, scene, scene.t("speech.file"), file, (path, width), out);
    let field = field.on_hover_text(scene.t("speech.file_tip"));
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        let prompt = Prompt::File(file.trim().to_owned());
        let why_not = controls::needs(!file.trim().is_empty(), "why.path");
        try_button(ui, scene, prompt, why_not, out);
        if state.open != Some(place) {
            let open = Action::Speech(SpeechAction::Open(place));
            controls::offer(ui, scene, open, Weight::Plain, None, out);
        }
    });
    trouble(ui, scene);
    if state.open == Some(place) {
        recording::show(ui, scene, state, out);
    }
    field.has_focus()
}

/// The prompts that are kept.
fn kept(ui: &mut Ui, scene: &Scene<'_>, width: f32, file: &mut String) {
    let files = &scene.snap.speech.files;
    if files.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("speech.kept"));
        let known = files.iter().any(|one| one == file);
        let shown = if known { name_of(file) } else { scene.t("speech.kept_choose") };
        let list = ComboBox::from_id_salt("speech-kept").selected_text(shown).width(width);
        let list = list.show_ui(ui, |ui| {
            for one in files.iter() {
                ui.selectable_value(file, one.clone(), name_of(one));
            }
        });
        list.response.labelled_by(id);
    });
}

/// Plays a prompt through the talk device, or ends that.
pub fn try_button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    prompt: Prompt,
    why_not: Option<&str>,
    out: &mut Vec<Action>,
) {
    let trying = scene.snap.speech.trying.as_ref() == Some(&prompt);
    let action = if trying { SpeechAction::EndTry } else { SpeechAction::Try(prompt) };
    controls::offer(ui, scene, Action::Speech(action), Weight::Plain, why_not, out);
}

/// Why what was tried last was not heard.
pub(super) fn trouble(ui: &mut Ui, scene: &Scene<'_>) {
    if let Some(why) = &scene.snap.speech.try_failed {
        let text = scene.tf("speech.try_failed", &[("why", why)]);
        ui.label(RichText::new(text).size(size::TEXT_SMALL).color(Tokens::of(ui).bad));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_prompt_has_a_name_and_another_file_its_path() {
        assert_eq!(name_of("prompts/下班后.wav"), "下班后");
        assert_eq!(name_of("/home/li/a.wav"), "/home/li/a.wav");
        assert_eq!(name_of("prompts2/a.wav"), "prompts2/a.wav");
    }
}
