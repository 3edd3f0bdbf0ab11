//! The table of keys in the settings: press "Change", then the key; a key that is used already is refused with the reason.
//! May depend on `ui`, and types of `engine`.

use crate::engine::topics::manners::DeskAct;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::manners::{MannersAction, MannersState, act_face, keys};
use egui::{Key, RichText, Ui};

/// Draws the table.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut MannersState, out: &mut Vec<Action>) {
    controls::group_title(ui, scene.t("manners.keys"));
    controls::small(ui, scene.t("manners.keys_about"));
    listen(ui, scene, state, out);
    for act in DeskAct::ALL {
        ui.push_id(act, |ui| row(ui, scene, state, act, out));
    }
    if let Some((key, for_what)) = &state.key_refused {
        let what = scene.texts.t(for_what);
        let text = scene.tf("manners.key_refused", &[("key", key), ("what", what)]);
        ui.label(RichText::new(text).size(size::TEXT_SMALL).color(Tokens::of(ui).alert));
    }
    if !scene.snap.settings.manners.keys.is_empty() {
        let back = Action::Manners(MannersAction::ForgetKeys);
        controls::offer(ui, scene, back, Weight::Quiet, None, out);
    }
    ui.add_space(gap::TIGHT);
    controls::small(ui, scene.t("manners.keys_global"));
}

/// Takes the key that was pressed for the act that waits for one.
fn listen(ui: &Ui, scene: &Scene<'_>, state: &mut MannersState, out: &mut Vec<Action>) {
    let Some(act) = state.listening else { return };
    let Some((modifiers, key)) = keys::taken(ui.ctx()) else { return };
    let settings = &scene.snap.settings.manners;
    if key == Key::Escape {
        out.push(Action::Manners(MannersAction::ListenForKey(None)));
    } else if let Some(why) = keys::refusal(settings, act, modifiers, key) {
        state.key_refused = Some((keys::written(modifiers, key), why));
    } else {
        state.key_refused = None;
        out.push(Action::Manners(MannersAction::Bind(act, keys::written(modifiers, key))));
    }
}

fn row(ui: &mut Ui, scene: &Scene<'_>, state: &MannersState, act: DeskAct, out: &mut Vec<Action>) {
    let key = keys::key(&scene.snap.settings.manners, act);
    let name = scene.t(act_face(act).text);
    ui.horizontal(|ui| {
        controls::lead(ui, name);
        let listening = state.listening == Some(act);
        let shown = match key {
            _ if listening => scene.t("manners.key_press"),
            "" => scene.t("manners.key_without"),
            key => key,
        };
        ui.add_sized([130.0, size::CONTROL], egui::Label::new(RichText::new(shown).monospace()));
        let wish = MannersAction::ListenForKey((!listening).then_some(act));
        let text = scene.t(wish.face().text);
        let said = format!("{text}: {name}");
        let change = controls::press(ui, None, text, Weight::Plain).on_hover_text(&said);
        if change.clicked() {
            out.push(Action::Manners(wish));
        }
        if !key.is_empty() {
            let none = Action::Manners(MannersAction::Bind(act, String::new()));
            controls::offer(ui, scene, none, Weight::Quiet, None, out);
        }
    });
}
