//! The settings: which line, which language and look, what is recorded, how numbers and names are read, where data lives.
//! May depend on `ui`, and types of `engine`, `base`.

use crate::base::caller_id::NameCoding;
use crate::base::units::Dbm0;
use crate::crm::staff::Area;
use crate::crm::staff::need::Need;
use crate::engine::doctor::FoundBoxView;
use crate::engine::settings::{Language, LineChoice, RecordFrom, SettingChange, Theme};
use crate::engine::topics::look::{LookChange, Motion};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::first_run::FirstRunAction;
use crate::ui::icons::Icon;
use crate::ui::office;
use crate::ui::office::staff::gate;
use crate::ui::palette;
use crate::ui::scene::Scene;
use crate::ui::state::{SettingsPage, ViewState};
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::topics;
use crate::ui::views::{exchange, line_bar};
use egui::{RichText, ScrollArea, Ui, vec2};

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for page in SettingsPage::ALL {
            let text = scene.t(page.title());
            if controls::chip(ui, text, None, state.settings_page == page).clicked() {
                state.settings_page = page;
            }
        }
    });
    ui.add_space(gap::TIGHT);
    // The page of the staff looks at each thing by itself: the own password is everybody's.
    let kept = state.settings_page != SettingsPage::Staff;
    let denied = gate::reason(scene, Need::all(Area::Settings)).filter(|_| kept);
    if let Some(why) = &denied {
        controls::pill(ui, Some(Icon::Seal), why, Mood::Cool);
        ui.add_space(gap::TIGHT);
    }
    ScrollArea::vertical().id_salt(state.settings_page).auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(size::FORM.min(ui.available_width()));
        if denied.is_some() {
            controls::grey_all(ui);
        }
        match state.settings_page {
            SettingsPage::General => {
                general(ui, scene, &mut state.area_code, &mut out);
                out.extend(topics::speech::show_settings(ui, scene, state));
                out.extend(topics::worklist::show_settings(ui, scene, state));
                out.extend(crate::ui::office::agenda::show_settings(ui, scene));
            }
            SettingsPage::Recordings => {
                out.extend(topics::recordings::show_settings(ui, scene, state));
            }
            SettingsPage::Dialling => out.extend(topics::dialling::show_settings(ui, scene, state)),
            SettingsPage::Manners => out.extend(topics::manners::show_settings(ui, scene, state)),
            SettingsPage::Upkeep => {
                out.extend(topics::places::show_settings(ui, scene, state));
                out.extend(topics::upkeep::show_settings(ui, scene, state));
            }
            SettingsPage::Cards => {
                out.extend(office::cards::show_settings(ui, scene, state));
            }
            SettingsPage::Staff => out.extend(office::staff::show_settings(ui, scene, state)),
        }
    });
    out
}

/// One group of settings on a surface of its own.
pub fn group(ui: &mut Ui, draw: impl FnOnce(&mut Ui)) {
    let t = Tokens::of(ui);
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        draw(ui);
    });
}

fn general(ui: &mut Ui, scene: &Scene<'_>, area_code: &mut Option<String>, out: &mut Vec<Action>) {
    group(ui, |ui| line(ui, scene, out));
    group(ui, |ui| look(ui, scene, out));
    group(ui, |ui| telephone(ui, scene, area_code, out));
    group(ui, |ui| data(ui, scene, out));
    group(ui, |ui| beginning(ui, scene, out));
}

fn line(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("settings.line"));
    controls::small(ui, scene.t("settings.line_about"));
    let chosen = &scene.snap.settings.line;
    let mut choose = |ui: &mut Ui, choice: LineChoice, text: &str| {
        let response = ui.radio(*chosen == choice, text);
        if response.clicked() && *chosen != choice {
            out.push(Action::ChooseLine(choice));
        }
    };
    choose(ui, LineChoice::Simulated, scene.t("settings.simulated"));
    for found in scene.snap.boxes.iter() {
        choose(ui, LineChoice::Box(found.address.clone()), &box_label(found));
    }
    for device in scene.snap.devices.iter() {
        choose(ui, LineChoice::Sound(device.id.clone()), &device.name);
    }
    if let Some(name) = missing(scene) {
        let text = scene.tf("settings.missing_device", &[("name", name)]);
        choose(ui, chosen.clone(), &text);
    }
    if scene.snap.devices.is_empty() && scene.snap.boxes.is_empty() {
        controls::weak(ui, scene.t("settings.no_devices"));
    }
    ui.horizontal(|ui| {
        controls::offer(ui, scene, Action::RefreshDevices, Weight::Plain, None, out);
        ui.add_space(gap::SMALL);
        let level = scene.line().map_or(Dbm0::SILENCE, |line| line.level.get());
        let name = line_bar::level_text(scene, level);
        controls::meter(ui, &name, level, vec2(170.0, 12.0));
        controls::small(ui, name);
    });
}

/// A box in the list: what it is and where it is plugged in.
fn box_label(found: &FoundBoxView) -> String {
    match found.place.as_str() {
        "" => found.name.clone(),
        place if place == found.name => place.to_owned(),
        place => format!("{}  ·  {place}", found.name),
    }
}

/// The chosen line, when it is not among those that exist.
fn missing<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    let snap = scene.snap;
    match &snap.settings.line {
        LineChoice::Simulated => None,
        LineChoice::Sound(id) => {
            (!snap.devices.iter().any(|device| device.id == *id)).then_some(id.as_str())
        }
        LineChoice::Box(address) => {
            (!snap.boxes.iter().any(|found| found.address == *address)).then_some(address.as_str())
        }
    }
}

fn look(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("settings.look"));
    let settings = &scene.snap.settings;
    let mut language = settings.language;
    let languages = [
        (None, "settings.language_system"),
        (Some(Language::Chinese), "settings.language_zh"),
        (Some(Language::English), "settings.language_en"),
    ];
    exchange::choice(ui, scene, "settings.language", &mut language, &languages);
    if language != settings.language {
        out.push(Action::Set(SettingChange::Language(language)));
    }
    let mut theme = settings.theme;
    let themes = [
        (Theme::System, "settings.theme_system"),
        (Theme::Light, "settings.theme_light"),
        (Theme::Dark, "settings.theme_dark"),
    ];
    exchange::choice(ui, scene, "settings.theme", &mut theme, &themes);
    if theme != settings.theme {
        out.push(Action::Set(SettingChange::Theme(theme)));
    }
    size_and_motion(ui, scene, out);
}

/// Size of texts, and whether things move.
fn size_and_motion(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let look = &scene.snap.settings.look;
    let mut set = |change| out.push(Action::Set(SettingChange::Look(change)));
    ui.horizontal(|ui| {
        let label = controls::lead(ui, scene.t("look.text_size"));
        let chosen = format!("{} %", look.text_percent);
        let shown =
            egui::ComboBox::from_id_salt("text-size").selected_text(chosen).show_ui(ui, |ui| {
                for size in palette::SIZES {
                    let is_chosen = look.text_percent == size;
                    if ui.selectable_label(is_chosen, format!("{size} %")).clicked() && !is_chosen {
                        set(LookChange::TextPercent(size));
                    }
                }
            });
        shown.response.labelled_by(label);
    });
    let mut motion = look.motion;
    let motions = [
        (Motion::System, "look.motion_system"),
        (Motion::Full, "look.motion_full"),
        (Motion::Reduced, "look.motion_reduced"),
    ];
    exchange::choice(ui, scene, "look.motion", &mut motion, &motions);
    if motion != look.motion {
        set(LookChange::Motion(motion));
    }
}

fn telephone(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area_code: &mut Option<String>,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("settings.telephone"));
    let settings = &scene.snap.settings;
    let mut from = settings.record_from;
    let moments = [
        (RecordFrom::OffHook, "settings.record_off_hook"),
        (RecordFrom::FirstRing, "settings.record_first_ring"),
        (RecordFrom::Never, "settings.record_never"),
    ];
    exchange::choice(ui, scene, "settings.record_from", &mut from, &moments);
    if from != settings.record_from {
        out.push(Action::Set(SettingChange::RecordFrom(from)));
    }
    let mut coding = settings.name_coding;
    let codings =
        [(NameCoding::Gbk, "settings.coding_gbk"), (NameCoding::Latin1, "settings.coding_latin")];
    exchange::choice(ui, scene, "settings.name_coding", &mut coding, &codings);
    if coding != settings.name_coding {
        out.push(Action::Set(SettingChange::NameCoding(coding)));
    }
    let mut typed = area_code.clone().unwrap_or_else(|| settings.home_area_code.clone());
    let field = controls::field(ui, scene.t("settings.area_code"), &mut typed, 120.0);
    let field = field.on_hover_text(scene.t("settings.area_code_hint"));
    if field.changed() {
        out.push(Action::Set(SettingChange::HomeAreaCode(typed.clone())));
        *area_code = Some(typed);
    } else if !field.has_focus() {
        *area_code = None;
    }
}

/// The first steps once more, and the example.
fn beginning(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("first_run.settings_title"));
    let open = FirstRunAction::Open.into();
    controls::offer(ui, scene, open, Weight::Plain, None, out);
    if !scene.snap.settings.example {
        ui.add_space(gap::SMALL);
        topics::example::offer(ui, scene, Weight::Plain, out);
    }
}

fn data(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("settings.data"));
    controls::small(ui, scene.t("settings.data_about"));
    let path = scene.snap.data_dir.display().to_string();
    ui.horizontal(|ui| {
        ui.label(RichText::new(&path).monospace().size(size::TEXT_LABEL));
        controls::offer_icon(ui, scene, Action::Copy(path.clone()), None, out);
    });
}
