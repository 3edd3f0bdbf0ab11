//! Drop-down lists and fields of days that say their own name. May depend on `ui` only.

use crate::ui::controls;
use crate::ui::office::cards::state::CardState;
use crate::ui::tokens::Tokens;
use egui::{ComboBox, Response, TextEdit, Ui, WidgetInfo};

/// A drop-down list with its label before it; whether another option was chosen.
pub(super) fn labelled<V: PartialEq + Clone>(
    ui: &mut Ui,
    label: &str,
    value: &mut V,
    options: &[(V, String)],
    width: f32,
) -> bool {
    ui.horizontal(|ui| {
        controls::lead(ui, label);
        bare(ui, label, value, options, width)
    })
    .inner
}

/// A drop-down list that says its name; whether another option was chosen.
pub(super) fn bare<V: PartialEq + Clone>(
    ui: &mut Ui,
    name: &str,
    value: &mut V,
    options: &[(V, String)],
    width: f32,
) -> bool {
    let before = value.clone();
    let shown = options.iter().find(|(option, _)| option == value);
    let shown = shown.map(|(_, text)| text.clone()).unwrap_or_default();
    let response = ComboBox::from_id_salt(("cards", name))
        .selected_text(shown)
        .width(width)
        .show_ui(ui, |ui| {
            for (option, text) in options {
                ui.selectable_value(value, option.clone(), text);
            }
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, name));
    *value != before
}

/// What comes of typing into a field whose text is not its value.
pub(super) struct Typing {
    /// The field.
    pub response: Response,
    /// The text, when it was changed just now.
    pub text: Option<String>,
}

/// A field that shows `shown` until somebody types: then what is typed, so that `1.0` stays `1.0` on its way to `1.05`.
pub(super) fn typed(
    ui: &mut Ui,
    state: &mut CardState,
    slot: &str,
    name: &str,
    shown: &str,
    width: f32,
    wrong: bool,
) -> Typing {
    let mut text = state.typed.get(slot).cloned().unwrap_or_else(|| shown.to_owned());
    let ink = wrong.then(|| Tokens::of(ui).bad);
    let field = TextEdit::singleline(&mut text)
        .id_salt(slot)
        .desired_width(width)
        .margin(egui::vec2(8.0, 5.0))
        .text_color_opt(ink);
    let response = ui.add(field).accessible_name(name);
    if response.changed() {
        state.typed.insert(slot.to_owned(), text.clone());
        return Typing { response, text: Some(text) };
    }
    if !response.has_focus() && !wrong {
        state.typed.remove(slot);
    }
    Typing { response, text: None }
}
