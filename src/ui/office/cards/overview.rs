//! What leads a card: the last promise, what is open and owed, the birthday, the advice for this kind of customer. Each
//! vanishes while nothing is known. May depend on `ui`, and types of `crm`.

use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::cards::words;
use crate::ui::office::orders;
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey, ViewState};
use crate::ui::tokens::{Mood, Tokens, size};
use crate::ui::topics::worklist::promising;
use egui::{RichText, Ui};

/// Draws it.
pub(super) fn lead(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut ViewState,
    key: CardKey,
    card: &Card,
    out: &mut Vec<Action>,
) {
    if let CardKey::Stored(id) = key {
        promising::remind(ui, scene, Some(id), None);
        orders::card::lead(ui, scene, &mut state.office.orders, id, out);
    }
    if let Some(day) = card.draft.birthday {
        let text = words::birthday(scene, day);
        line(ui, Icon::Flag, &scene.tf("cards.birthday_is", &[("day", &text)]), Mood::Cool);
    }
    if let Some(advice) = words::advice(scene, &card.draft.class) {
        line(ui, Icon::Info, advice, Mood::Cool);
    }
}

fn line(ui: &mut Ui, icon: Icon, text: &str, mood: Mood) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        controls::draw(ui, icon, 14.0, t.ink(mood));
        controls::short(ui, RichText::new(text).size(size::TEXT_SMALL).color(t.ink(mood)));
    });
}
