//! Two cards side by side, part by part: what the card that stays is to say. May depend on `ui`, and types of `crm`.

use crate::crm::cards::merge::{Side, can_be_both, suggested};
use crate::crm::cards::part::CardPart;
use crate::crm::customer::Customer;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::state::{CardState, Comparison};
use crate::ui::office::cards::{CardAction, words};
use crate::ui::scene::Scene;
use crate::ui::state::{CardKey, ViewState};
use crate::ui::tokens::{gap, size};
use egui::{Grid, Label, RichText, Ui};

/// Draws the comparison.
pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &ViewState,
    both: &mut Comparison,
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        controls::offer(ui, scene, CardAction::CloseCompare.into(), Weight::Plain, None, out);
        controls::offer(ui, scene, CardAction::SwapSides.into(), Weight::Plain, None, out);
    });
    let Some(cards) = both.cards.here.as_deref() else {
        controls::weak(ui, scene.t("cards.looking"));
        return;
    };
    let [(keep, keep_calls), (gone, gone_calls)] = cards;
    if keep.id != Some(both.keep) {
        return; // the sides were changed and the answer is on its way
    }
    controls::small(ui, scene.t("cards.compare_about"));
    ui.add_space(gap::TIGHT);
    let width = ((ui.available_width() - size::LABEL - 60.0) / 2.0).max(140.0);
    Grid::new("compare").num_columns(3).spacing(egui::vec2(16.0, 8.0)).show(ui, |ui| {
        ui.label("");
        for (key, calls) in [("cards.stays", keep_calls), ("cards.goes", gone_calls)] {
            let text = scene.tf(key, &[("calls", &calls.to_string())]);
            ui.label(RichText::new(text).size(size::TEXT_GROUP));
        }
        ui.end_row();
        for part in CardPart::of(keep, gone) {
            if part.is_blank(keep) && part.is_blank(gone)
                || part == CardPart::Kind && keep.kind == gone.kind
            {
                continue;
            }
            let side = both.choices.get(&part).copied();
            let mut side = side.unwrap_or_else(|| suggested(part, keep, gone));
            row(ui, scene, &state.office.cards, part, (keep, gone), &mut side, width);
            both.choices.insert(part, side);
        }
    });
    ui.add_space(gap::SMALL);
    let typed = |id| {
        state.customers.cards.get(&CardKey::Stored(id)).is_some_and(crate::ui::state::Card::edited)
    };
    let unsaved = typed(both.keep) || typed(both.gone);
    ui.horizontal_wrapped(|ui| {
        let why_not = controls::needs(!unsaved, "cards.save_first");
        controls::offer(ui, scene, CardAction::Merge.into(), Weight::Primary, why_not, out);
        let apart = CardAction::NotSame(both.keep, both.gone);
        controls::offer(ui, scene, apart.into(), Weight::Plain, None, out);
        if unsaved {
            controls::pill(
                ui,
                Some(Icon::Warn),
                scene.t("cards.save_first"),
                crate::ui::tokens::Mood::Alert,
            );
        }
    });
}

fn row(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &CardState,
    part: CardPart,
    (keep, gone): (&Customer, &Customer),
    side: &mut Side,
    width: f32,
) {
    let name = words::part(scene, state, part);
    ui.push_id(part, |ui| controls::weak(ui, &name));
    let same = part.same(keep, gone);
    for (this, card, whose) in
        [(Side::Keep, keep, "cards.of_left"), (Side::Gone, gone, "cards.of_right")]
    {
        let text = words::value(scene, state, part, card);
        let shown = if text.trim().is_empty() {
            "—".to_owned()
        } else {
            text.chars().take(300).collect()
        };
        ui.push_id((part, this), |ui| {
            ui.allocate_ui(egui::vec2(width, size::CONTROL), |ui| {
                ui.horizontal_wrapped(|ui| {
                    if !same && part != CardPart::Numbers {
                        let label = scene.tf(whose, &[("part", &name)]);
                        let radio = ui.radio(*side == this, "").accessible_name(label);
                        if radio.clicked() {
                            *side = this;
                        }
                    }
                    ui.add(Label::new(shown).wrap());
                });
            });
        });
    }
    if !same && can_be_both(part) {
        let label = scene.tf("cards.both_of", &[("part", &name)]);
        if part == CardPart::Numbers {
            controls::small(ui, scene.t("cards.both"));
        } else if ui
            .radio(*side == Side::Both, scene.t("cards.both"))
            .accessible_name(label)
            .clicked()
        {
            *side = Side::Both;
        }
    }
    ui.end_row();
}
