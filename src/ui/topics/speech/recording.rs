//! A prompt is recorded: which device, how loud, listen to it, give it a name. May depend on `ui`, and types of `engine`,
//! `base`.

use crate::base::units::Dbm0;
use crate::engine::topics::speech::{LONGEST, Take};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use crate::ui::topics::speech::picker::{trouble, try_button};
use crate::ui::topics::speech::{SpeechAction, SpeechState, take};
use egui::{ComboBox, RichText, Ui, vec2};
use std::time::Duration;

/// Louder than this it is distorted, softer it is hard to make out, in dBm0.
const TOO_LOUD: f32 = -3.0;
const TOO_SOFT: f32 = -40.0;
/// The longest name, in characters.
const NAME: usize = 60;

/// Draws the panel.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut SpeechState, out: &mut Vec<Action>) {
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, scene.t("speech.recording"));
        match &scene.snap.speech.take {
            Take::None => before(ui, scene, state, out),
            Take::Failed(why) => {
                bad(ui, &scene.tf("speech.take_failed", &[("why", why)]));
                before(ui, scene, state, out);
            }
            Take::Opening => {
                controls::small(ui, scene.t("speech.opening"));
                buttons(ui, scene, &[SpeechAction::EndRecord], out);
            }
            Take::Running { lasted, level } => running(ui, scene, *lasted, *level, out),
            Take::Ready(lasted) => ready(ui, scene, state, *lasted, out),
        }
    });
}

fn before(ui: &mut Ui, scene: &Scene<'_>, state: &mut SpeechState, out: &mut Vec<Action>) {
    controls::small(ui, scene.t("speech.about"));
    let devices = &scene.snap.devices;
    let known = devices.iter().find(|device| device.id == state.device);
    let shown = known.map_or(scene.t("speech.device_system"), |device| device.name.as_str());
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("speech.device"));
        let width = (ui.available_width() - 16.0).clamp(100.0, 300.0);
        let list = ComboBox::from_id_salt("speech-device").width(width).selected_text(shown);
        let list = list.show_ui(ui, |ui| {
            let system = scene.t("speech.device_system");
            ui.selectable_value(&mut state.device, String::new(), system);
            for device in devices.iter() {
                ui.selectable_value(&mut state.device, device.id.clone(), &device.name);
            }
        });
        list.response.labelled_by(id);
    });
    buttons(ui, scene, &[SpeechAction::Record, SpeechAction::Close], out);
}

fn running(ui: &mut Ui, scene: &Scene<'_>, lasted: Duration, level: Dbm0, out: &mut Vec<Action>) {
    let (so_far, longest) = (seconds(lasted), LONGEST.as_secs().to_string());
    let text = scene.tf("speech.so_far", &[("so_far", &so_far), ("longest", &longest)]);
    ui.horizontal(|ui| {
        let name = scene.tf("speech.level", &[("level", &format!("{:.0}", level.0.max(-99.0)))]);
        controls::meter(ui, &name, level, vec2(170.0, 12.0));
        controls::small(ui, text);
    });
    if level.0 > TOO_LOUD {
        bad(ui, scene.t("speech.too_loud"));
    } else if level.0 < TOO_SOFT {
        controls::small(ui, scene.t("speech.too_soft"));
    } else {
        controls::small(ui, scene.t("speech.well"));
    }
    buttons(ui, scene, &[SpeechAction::EndRecord], out);
}

fn ready(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut SpeechState,
    lasted: Duration,
    out: &mut Vec<Action>,
) {
    controls::small(ui, scene.tf("speech.ready", &[("seconds", &seconds(lasted))]));
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(100.0, 300.0);
    controls::field(ui, scene.t("speech.name"), &mut state.name, width)
        .on_hover_text(scene.t("speech.name_tip"));
    state.name = state.name.chars().take(NAME).collect();
    if let Some(why) = &scene.snap.speech.keep_failed {
        bad(ui, &scene.tf("speech.keep_failed", &[("why", why)]));
    }
    ui.horizontal_wrapped(|ui| {
        try_button(ui, scene, take(), None, out);
        let named = state.name.chars().any(char::is_alphanumeric);
        let why_not = controls::needs(named, "why.name");
        let keep = Action::Speech(SpeechAction::Keep);
        controls::offer(ui, scene, keep, Weight::Primary, why_not, out);
        for action in [SpeechAction::Again, SpeechAction::Close] {
            controls::offer(ui, scene, Action::Speech(action), Weight::Quiet, None, out);
        }
    });
    trouble(ui, scene);
}

fn buttons(ui: &mut Ui, scene: &Scene<'_>, actions: &[SpeechAction], out: &mut Vec<Action>) {
    ui.add_space(gap::TIGHT);
    ui.horizontal(|ui| {
        for action in actions {
            let weight = match action {
                SpeechAction::Close => Weight::Quiet,
                _ => Weight::Primary,
            };
            controls::offer(ui, scene, Action::Speech(action.clone()), weight, None, out);
        }
    });
}

fn bad(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(size::TEXT_SMALL).color(Tokens::of(ui).bad));
}

fn seconds(lasted: Duration) -> String {
    format!("{:.1}", lasted.as_secs_f64())
}
