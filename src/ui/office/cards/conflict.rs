//! Parts that somebody else changed while they were being typed here: both are shown, one is chosen, none is lost.
//! May depend on `ui`.

use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::CardAction;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey};
use crate::ui::tokens::{Mood, Tokens, gap, size};
use egui::{Frame, Label, Margin, RichText, Ui};

/// Draws the parts still to be decided.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &CardState,
    key: CardKey,
    card: &Card,
    out: &mut Vec<Action>,
) {
    if card.conflicts.is_empty() {
        return;
    }
    let t = Tokens::of(ui);
    Frame::new()
        .fill(t.ground_of(Mood::Alert))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                controls::draw(ui, Icon::Warn, size::ICON, t.ink(Mood::Alert));
                ui.label(RichText::new(scene.t("cards.conflict")).color(t.ink(Mood::Alert)));
            });
            for part in &card.conflicts {
                ui.push_id(part, |ui| {
                    ui.label(words::part(scene, state, *part));
                    let mine = words::value(scene, state, *part, &card.draft);
                    let theirs = words::value(scene, state, *part, &card.base);
                    side(
                        ui,
                        scene,
                        "cards.mine",
                        &mine,
                        CardAction::Resolve(key, *part, true),
                        out,
                    );
                    side(
                        ui,
                        scene,
                        "cards.theirs",
                        &theirs,
                        CardAction::Resolve(key, *part, false),
                        out,
                    );
                });
            }
        });
    ui.add_space(gap::SMALL);
}

fn side(
    ui: &mut Ui,
    scene: &Scene<'_>,
    whose: &'static str,
    value: &str,
    take: CardAction,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        controls::offer(ui, scene, take.into(), Weight::Plain, None, out);
        controls::small(ui, scene.t(whose));
        let shown: String = value.chars().take(200).collect();
        let shown = if shown.is_empty() { scene.t("cards.nothing").to_owned() } else { shown };
        ui.add(Label::new(shown).wrap());
    });
}
