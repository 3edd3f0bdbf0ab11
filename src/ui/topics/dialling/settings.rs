//! The settings of calling out: how numbers are dialled here, what is asked, what is offered, the do-not-call list.
//! May depend on `ui`, and types of `engine`, `call`, `base`.

use super::ledger;
use crate::call::dialling::plan::MobileZero;
use crate::call::dialling::prepare::{Whereabouts, prepare};
use crate::engine::settings::SettingChange;
use crate::engine::topics::dialling::{DialSettings, WithoutTone};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::outside::Hotkey;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, size};
use crate::ui::views::exchange::choice;
use crate::ui::views::settings::group;
use egui::{RichText, Ui};

/// What is being typed into fields whose value is kept in another form.
#[derive(Debug, Default)]
pub struct Drafts {
    outside: Option<String>,
    carrier: Option<String>,
    international: Option<String>,
    costly: Option<String>,
}

/// The command a key of the desktop is given: program and verb.
const DIAL_COMMAND: [&str; 2] = ["ringdesk", "dial"];

/// Draws the settings of this topic, group by group.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let mut settings = scene.snap.settings.dialling.clone();
    let drafts = &mut state.dialling.drafts;
    group(ui, |ui| prefixes(ui, scene, drafts, &mut settings));
    group(ui, |ui| dialling(ui, scene, &mut settings));
    group(ui, |ui| questions(ui, scene, drafts, &mut settings));
    let hotkey = state.manners.outside.hotkey;
    group(ui, |ui| offers(ui, scene, hotkey, &mut settings, &mut out));
    group(ui, |ui| ledger::show(ui, scene, &mut state.dialling, &mut out));
    if settings != scene.snap.settings.dialling {
        out.push(Action::Set(SettingChange::Dialling(settings)));
    }
    out
}

/// A field whose text is taken over as it is typed, and follows the setting when nobody types.
fn typed(
    ui: &mut Ui,
    label: &str,
    tip: &str,
    draft: &mut Option<String>,
    value: &str,
    width: f32,
) -> Option<String> {
    let mut text = draft.clone().unwrap_or_else(|| value.to_owned());
    let field = controls::field(ui, label, &mut text, width).on_hover_text(tip);
    if field.changed() {
        *draft = Some(text.clone());
        return Some(text);
    }
    if !field.has_focus() {
        *draft = None;
    }
    None
}

fn prefixes(ui: &mut Ui, scene: &Scene<'_>, drafts: &mut Drafts, settings: &mut DialSettings) {
    controls::group_title(ui, scene.t("dialling.prefixes"));
    let plan = &mut settings.plan;
    let (label, tip) = (scene.t("dialling.outside"), scene.t("dialling.outside_tip"));
    if let Some(text) = typed(ui, label, tip, &mut drafts.outside, &plan.outside_prefix, 80.0) {
        plan.outside_prefix = text;
    }
    if !plan.outside_prefix.is_empty() {
        ui.checkbox(&mut plan.outside_pause, scene.t("dialling.outside_pause"));
        ui.checkbox(&mut plan.emergency_prefix, scene.t("dialling.emergency_prefix"));
        ui.horizontal(|ui| {
            let id = controls::lead(ui, scene.t("dialling.inside"));
            let drag = egui::DragValue::new(&mut plan.inside_digits).range(0..=6);
            ui.add(drag).labelled_by(id).on_hover_text(scene.t("dialling.inside_tip"));
        });
    }
    let (label, tip) = (scene.t("dialling.carrier"), scene.t("dialling.carrier_tip"));
    if let Some(text) = typed(ui, label, tip, &mut drafts.carrier, &plan.carrier_prefix, 80.0) {
        plan.carrier_prefix = text;
    }
    let (label, tip) = (scene.t("dialling.international"), scene.t("dialling.international_tip"));
    let draft = &mut drafts.international;
    if let Some(text) = typed(ui, label, tip, draft, &plan.international_prefix, 80.0) {
        plan.international_prefix = text;
    }
    let zeros = [
        (MobileZero::Never, "dialling.zero_never"),
        (MobileZero::Elsewhere, "dialling.zero_elsewhere"),
        (MobileZero::Always, "dialling.zero_always"),
    ];
    choice(ui, scene, "dialling.mobile_zero", &mut plan.mobile_zero, &zeros);
    examples(ui, scene, settings);
}

/// What these rules make of a few numbers.
fn examples(ui: &mut Ui, scene: &Scene<'_>, settings: &DialSettings) {
    let home = &scene.snap.settings.home_area_code;
    let place = Whereabouts { home_area: home, mobile_area: None };
    let shown = |number: &str| {
        let ready = prepare(number, &settings.plan, place);
        ready.map_or_else(|_| String::new(), |ready| format!("{number} → {}", ready.shown))
    };
    let local = if home.is_empty() { "65123456".to_owned() } else { format!("{home}-65123456") };
    let all = [shown(&local), shown("021-55501234"), shown("13812345678"), shown("110")];
    controls::small(ui, scene.t("dialling.examples"));
    ui.label(RichText::new(all.join("\n")).size(size::TEXT_LABEL));
}

fn dialling(ui: &mut Ui, scene: &Scene<'_>, settings: &mut DialSettings) {
    controls::group_title(ui, scene.t("dialling.how"));
    let ways = [(false, "dialling.by_tones"), (true, "dialling.by_pulses")];
    choice(ui, scene, "dialling.way", &mut settings.pulse, &ways);
    if settings.pulse && !scene.line().is_some_and(|line| line.claimed.pulse) {
        controls::small(ui, scene.t("dialling.no_pulses"));
    }
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("dialling.tone_wait"));
        let mut seconds = f32::from(settings.tone_wait_tenths) / 10.0;
        let drag =
            egui::DragValue::new(&mut seconds).range(0.5..=10.0).speed(0.1).fixed_decimals(1);
        if ui.add(drag).labelled_by(id).changed() {
            settings.tone_wait_tenths = tenths(seconds);
        }
        controls::weak(ui, scene.t("dialling.seconds"));
    });
    let then = [
        (WithoutTone::DialAnyway, "dialling.dial_anyway"),
        (WithoutTone::GiveUp, "dialling.give_up"),
    ];
    choice(ui, scene, "dialling.without_tone", &mut settings.without_tone, &then);
    ui.checkbox(&mut settings.hand_over, scene.t("dialling.hand_over"));
    ui.checkbox(&mut settings.card, scene.t("dialling.card"));
}

/// Tenths of a second, within the field's range.
fn tenths(seconds: f32) -> u16 {
    (5_u16..=100).find(|tenths| f32::from(*tenths) / 10.0 >= seconds - 0.04).unwrap_or(100)
}

fn questions(ui: &mut Ui, scene: &Scene<'_>, drafts: &mut Drafts, settings: &mut DialSettings) {
    controls::group_title(ui, scene.t("dialling.questions"));
    ui.checkbox(&mut settings.plan.confirm_costly, scene.t("dialling.confirm_costly"));
    if settings.plan.confirm_costly {
        let value = settings.plan.costly.join(", ");
        let (label, tip) = (scene.t("dialling.costly"), scene.t("dialling.costly_tip"));
        if let Some(text) = typed(ui, label, tip, &mut drafts.costly, &value, 260.0) {
            let split = text.split([',', '，', ' ', ';']).map(str::trim);
            settings.plan.costly = split.filter(|p| !p.is_empty()).map(str::to_owned).collect();
        }
    }
    ui.checkbox(&mut settings.trust_links, scene.t("dialling.trust_links"));
    controls::small(ui, scene.t("dialling.emergency_about"));
}

fn offers(
    ui: &mut Ui,
    scene: &Scene<'_>,
    hotkey: Hotkey,
    settings: &mut DialSettings,
    out: &mut Vec<Action>,
) {
    controls::group_title(ui, scene.t("dialling.offers"));
    ui.checkbox(&mut settings.clipboard, scene.t("dialling.clipboard"));
    if hotkey != Hotkey::Unsupported {
        ui.checkbox(&mut settings.hotkey, scene.t("dialling.hotkey"))
            .on_hover_text(scene.t("dialling.hotkey_tip"));
    }
    if hotkey == Hotkey::Taken {
        controls::pill(ui, Some(Icon::Warn), scene.t("dialling.hotkey_taken"), Mood::Alert);
    }
    if hotkey != Hotkey::Held {
        controls::small(ui, scene.t("dialling.hotkey_none"));
    }
    ui.horizontal(|ui| {
        let command = DIAL_COMMAND.join(" ");
        ui.label(RichText::new(&command).monospace().size(size::TEXT_LABEL));
        let copy = Action::CopyCommand(command);
        controls::offer(ui, scene, copy, Weight::Quiet, None, out);
    });
}
