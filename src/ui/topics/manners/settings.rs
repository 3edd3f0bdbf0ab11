//! The settings page "At the desk": cards, ring sound, notices, tray and start, keys.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::engine::settings::SettingChange;
use crate::engine::topics::manners::{Corner, MannersSettings, PopPolicy, RingTone};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::outside::{Abilities, Autostart, TrayHost};
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::topics::manners::{MannersAction, MannersState, settings_keys};
use crate::ui::views::exchange;
use crate::ui::views::settings::group;
use egui::{ComboBox, RichText, Slider, Ui};

/// Draws the settings of this topic, group by group.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let manners = &mut state.manners;
    let mut wanted = scene.snap.settings.manners.clone();
    group(ui, |ui| cards(ui, scene, &mut wanted, &mut out));
    group(ui, |ui| ring(ui, scene, &mut wanted, manners, &mut out));
    group(ui, |ui| notices(ui, scene, &mut wanted));
    group(ui, |ui| program(ui, scene, &mut wanted, &manners.outside, &mut out));
    group(ui, |ui| settings_keys::show(ui, scene, manners, &mut out));
    if wanted != scene.snap.settings.manners {
        out.push(Action::Set(SettingChange::Manners(wanted)));
    }
    out
}

fn cards(ui: &mut Ui, scene: &Scene<'_>, wanted: &mut MannersSettings, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("manners.cards"));
    controls::small(ui, scene.t("manners.cards_about"));
    let policies = [
        (PopPolicy::OnRing, "manners.pop_ring"),
        (PopPolicy::OnAnswer, "manners.pop_answer"),
        (PopPolicy::ByHand, "manners.pop_hand"),
    ];
    exchange::choice(ui, scene, "manners.pop", &mut wanted.pop, &policies);
    let corners = [
        (Corner::BottomRight, "manners.bottom_right"),
        (Corner::BottomLeft, "manners.bottom_left"),
        (Corner::TopRight, "manners.top_right"),
        (Corner::TopLeft, "manners.top_left"),
    ];
    let before = wanted.corner;
    exchange::choice(ui, scene, "manners.corner", &mut wanted.corner, &corners);
    if wanted.corner != before {
        wanted.place = None;
    }
    if wanted.place.is_some() {
        ui.horizontal(|ui| {
            controls::small(ui, scene.t("manners.dragged"));
            let back = Action::Manners(MannersAction::PlaceCards(None));
            controls::offer(ui, scene, back, Weight::Quiet, None, out);
        });
    }
}

fn ring(
    ui: &mut Ui,
    scene: &Scene<'_>,
    wanted: &mut MannersSettings,
    state: &mut MannersState,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("manners.ring"));
    controls::small(ui, scene.t("manners.ring_about"));
    ui.checkbox(&mut wanted.ring.on, scene.t("manners.ring_on"));
    device(ui, scene, &mut wanted.ring.device);
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("manners.volume"));
        ui.spacing_mut().slider_width = 200.0;
        ui.visuals_mut().widgets.inactive.bg_fill = Tokens::of(ui).edge;
        let volume = &mut wanted.ring.volume;
        let slider = Slider::new(volume, 0..=100).suffix(" %").trailing_fill(true);
        controls::slide(ui, slider, id);
    });
    tone(ui, scene, &mut wanted.ring.tone, state, out);
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        let trying = scene.snap.manners.trying;
        let listen = MannersAction::TryRing((!trying).then(|| wanted.ring.clone()));
        controls::offer(ui, scene, Action::Manners(listen), Weight::Plain, None, out);
    });
    if wanted.ring.on && wanted.ring.volume == 0 {
        let text = RichText::new(scene.t("manners.volume_zero"));
        ui.label(text.size(size::TEXT_SMALL).color(Tokens::of(ui).alert));
    }
}

/// The output device; one that is chosen and not there is named as missing.
fn device(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut String) {
    let outputs = &scene.snap.manners.outputs;
    let known = outputs.iter().find(|device| device.id == *chosen);
    let shown = match known {
        Some(device) => device.name.clone(),
        None if chosen.is_empty() => scene.t("manners.device_system").to_owned(),
        None => scene.tf("settings.missing_device", &[("name", chosen)]),
    };
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("manners.device"));
        let list = ComboBox::from_id_salt("ring-device").width(300.0).selected_text(shown);
        let list = list.show_ui(ui, |ui| {
            let system = scene.t("manners.device_system");
            ui.selectable_value(chosen, String::new(), system);
            for device in outputs.iter() {
                ui.selectable_value(chosen, device.id.clone(), &device.name);
            }
        });
        list.response.labelled_by(id);
    });
}

fn tone(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tone: &mut RingTone,
    state: &mut MannersState,
    out: &mut Vec<Action>,
) {
    let kept = match &*tone {
        RingTone::File(path) => path.clone(),
        _ => String::new(),
    };
    let file = RingTone::File(state.ring_file.clone().unwrap_or_else(|| kept.clone()));
    let is_file = matches!(tone, RingTone::File(_));
    let tones = [
        (RingTone::Trill, "manners.tone_trill"),
        (RingTone::Soft, "manners.tone_soft"),
        (RingTone::Chime, "manners.tone_chime"),
    ];
    ui.horizontal(|ui| {
        controls::lead(ui, scene.t("manners.tone"));
        for (choice, key) in tones {
            if ui.radio(*tone == choice, scene.t(key)).clicked() {
                *tone = choice;
            }
        }
        if ui.radio(is_file, scene.t("manners.tone_file")).clicked() && !is_file {
            *tone = file;
        }
    });
    if !matches!(tone, RingTone::File(_)) {
        return;
    }
    let mut typed = state.ring_file.clone().unwrap_or(kept);
    let label = scene.t("manners.file");
    let field = path_field(ui, scene, label, &mut typed, (PathField::RingFile, 380.0), out);
    let field = field.on_hover_text(scene.t("manners.file_hint"));
    if field.changed() {
        *tone = RingTone::File(typed.trim().to_owned());
        state.ring_file = Some(typed);
    } else if !field.has_focus() {
        state.ring_file = None;
    }
}

fn notices(ui: &mut Ui, scene: &Scene<'_>, wanted: &mut MannersSettings) {
    controls::group_title(ui, scene.t("manners.notices"));
    controls::small(ui, scene.t("manners.notices_about"));
    ui.checkbox(&mut wanted.notify_ringing, scene.t("manners.notify_ringing"));
    ui.checkbox(&mut wanted.notify_missed, scene.t("manners.notify_missed"));
}

fn program(
    ui: &mut Ui,
    scene: &Scene<'_>,
    wanted: &mut MannersSettings,
    outside: &Abilities,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("manners.program"));
    ui.checkbox(&mut wanted.stay_in_tray, scene.t("manners.stay_in_tray"));
    let (key, mood) = match outside.tray {
        TrayHost::Present => ("manners.tray_present", Mood::Good),
        TrayHost::Absent => ("manners.tray_absent", Mood::Calm),
        TrayHost::Unsupported => ("manners.tray_unsupported", Mood::Calm),
    };
    let ink = Tokens::of(ui).ink(mood);
    ui.label(RichText::new(scene.t(key)).size(size::TEXT_SMALL).color(ink));
    ui.add_space(gap::TIGHT);
    match &outside.autostart {
        Autostart::Unsupported => {
            controls::small(ui, scene.t("manners.autostart_unsupported"));
        }
        Autostart::Is(is_on) => {
            let mut on = *is_on;
            let text = scene.t("manners.autostart");
            if ui.checkbox(&mut on, text).on_hover_text(scene.t("manners.autostart_hint")).clicked()
            {
                out.push(Action::Manners(MannersAction::StartWithSession(on)));
            }
        }
        Autostart::Failed(why) => {
            let text = scene.tf("manners.autostart_failed", &[("why", why)]);
            let text = RichText::new(text).size(size::TEXT_SMALL).color(Tokens::of(ui).bad);
            ui.label(text);
            let retry = Action::Manners(MannersAction::StartWithSession(true));
            controls::offer(ui, scene, retry, Weight::Plain, None, out);
        }
    }
}
