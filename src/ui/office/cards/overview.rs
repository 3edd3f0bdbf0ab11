//! What leads a card: the last promise, what is open and owed, the birthday, the advice for this kind of customer. Each
//! vanishes while nothing is known. May depend on `ui`, and types of `crm`.

use crate::base::ids::CustomerId;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::cards::words;
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey, ViewState};
use crate::ui::tokens::{Mood, Tokens, size};
use crate::ui::topics::worklist::promising;
use egui::{RichText, Ui};

/// Draws it.
pub(super) fn lead(ui: &mut Ui, scene: &Scene<'_>, state: &ViewState, key: CardKey, card: &Card) {
    if let CardKey::Stored(id) = key {
        promising::remind(ui, scene, Some(id), None);
        open_order(ui, scene, state, id);
        balance(ui, scene, state, id);
    }
    if let Some(day) = card.draft.birthday {
        let text = words::birthday(scene, day);
        line(ui, Icon::Flag, &scene.tf("cards.birthday_is", &[("day", &text)]), Mood::Cool);
    }
    if let Some(advice) = words::advice(scene, &card.draft.class) {
        line(ui, Icon::Info, advice, Mood::Cool);
    }
}

/// The order that is not finished: drawn by the orders' own views; nothing while there is none.
const fn open_order(_ui: &mut Ui, _scene: &Scene<'_>, _state: &ViewState, _customer: CustomerId) {}

/// What the customer owes: drawn by the orders' own views; nothing while nothing is owed.
const fn balance(_ui: &mut Ui, _scene: &Scene<'_>, _state: &ViewState, _customer: CustomerId) {}

fn line(ui: &mut Ui, icon: Icon, text: &str, mood: Mood) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        controls::draw(ui, icon, 14.0, t.ink(mood));
        controls::short(ui, RichText::new(text).size(size::TEXT_SMALL).color(t.ink(mood)));
    });
}
