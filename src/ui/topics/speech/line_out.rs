//! The part of the settings that says how the program speaks into a line whose sound goes through a sound card: which
//! output device leads into it, and how loud. Devices that sound in the office are shown and cannot be chosen.
//! May depend on `ui`, and types of `engine`.

use crate::engine::settings::{LineChoice, SettingChange};
use crate::engine::topics::speech::{NoWay, Office};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Tokens, size};
use crate::ui::views::settings::group;
use egui::{ComboBox, RichText, Slider, Ui};

/// Draws the settings of this topic: nothing for a line that brings its own way.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, _state: &mut ViewState) -> Vec<Action> {
    let settings = &scene.snap.settings;
    let chosen = settings.speech.out(&settings.line);
    let has_own = scene.line().is_some_and(|line| line.claimed.audio_out) && chosen.is_none();
    if settings.line == LineChoice::Simulated || has_own {
        return Vec::new();
    }
    let mut device = chosen.map(|out| out.device.clone()).unwrap_or_default();
    let mut percent = chosen.map_or(100, |out| out.percent);
    group(ui, |ui| {
        controls::group_title(ui, scene.t("speech.out"));
        controls::small(ui, scene.t("speech.out_about"));
        pick(ui, scene, &mut device);
        if device.is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            let id = controls::lead(ui, scene.t("speech.out_volume"));
            ui.spacing_mut().slider_width = 200.0;
            ui.visuals_mut().widgets.inactive.bg_fill = Tokens::of(ui).edge;
            let slider = Slider::new(&mut percent, 1..=100).suffix(" %").trailing_fill(true);
            controls::slide(ui, slider, id);
        });
        if let Err(why) = office(scene).allows(&device) {
            let text = RichText::new(scene.t(why_key(why)));
            ui.label(text.size(size::TEXT_SMALL).color(Tokens::of(ui).bad));
        }
    });
    let before = chosen.map(|out| (out.device.clone(), out.percent));
    let after = (!device.is_empty()).then_some((device, percent));
    if before == after {
        return Vec::new();
    }
    let mut wanted = settings.speech.clone();
    wanted.choose(&settings.line, after);
    vec![Action::Set(SettingChange::Speech(wanted))]
}

fn office(scene: &Scene<'_>) -> Office {
    Office::of(&scene.snap.settings, scene.snap.speech.system.as_deref())
}

fn pick(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut String) {
    let office = office(scene);
    let outputs = &scene.snap.manners.outputs;
    let known = outputs.iter().find(|device| device.id == *chosen);
    let shown = match known {
        Some(device) => device.name.clone(),
        None if chosen.is_empty() => scene.t("speech.out_none").to_owned(),
        None => scene.tf("settings.missing_device", &[("name", chosen)]),
    };
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("speech.out_device"));
        let list = ComboBox::from_id_salt("speech-out").width(300.0).selected_text(shown);
        let list = list.show_ui(ui, |ui| {
            ui.selectable_value(chosen, String::new(), scene.t("speech.out_none"));
            for device in outputs.iter() {
                let why_not = office.allows(&device.id).err().map(mark_key);
                let text = match why_not {
                    None => device.name.clone(),
                    Some(why) => format!("{}  ·  {}", device.name, scene.texts.t(why)),
                };
                let one = egui::Button::selectable(*chosen == device.id, text);
                if controls::greyed(ui, scene, why_not, one).clicked() {
                    chosen.clone_from(&device.id);
                }
            }
        });
        list.response.labelled_by(id);
    });
}

const fn mark_key(why: NoWay) -> &'static str {
    match why {
        NoWay::NotChosen => "speech.mark_system",
        NoWay::Rings => "speech.mark_rings",
        NoWay::Talks => "speech.mark_talks",
    }
}

const fn why_key(why: NoWay) -> &'static str {
    match why {
        NoWay::NotChosen => "speech.out_not_chosen",
        NoWay::Rings => "speech.out_rings",
        NoWay::Talks => "speech.out_talks",
    }
}
