//! What holds for one number: not to be called, valid from and until. May depend on `ui`, and types of `crm`.

use crate::crm::cards::field::{day, day_text};
use crate::crm::customer::{ContactNumber, NumberType};
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::office::cards::choosing;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use egui::{RichText, Ui};

const DAY: i64 = 86_400_000;

/// Draws what holds for a number, below its field: a word for what is out of the ordinary, all of it once opened; and in the
/// same row what `beside` adds.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    index: usize,
    number: &mut ContactNumber,
    beside: impl FnOnce(&mut Ui, &ContactNumber),
) {
    let now = scene.wall.utc_millis;
    let over = number.valid_until.is_some_and(|until| until <= now);
    let early = number.valid_from.is_some_and(|from| from > now);
    let open = state.terms_open.contains(&index);
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        let count = (index + 1).to_string();
        let name = scene.tf("cards.number_terms", &[("count", &count)]);
        if controls::chip(ui, &name, None, open).clicked() && !state.terms_open.remove(&index) {
            state.terms_open.insert(index);
        }
        let said = [
            (number.bad, "cards.number_bad"),
            (number.opted_out, "cards.opted_out"),
            (over, "cards.number_over"),
            (early, "cards.number_early"),
        ];
        let t = Tokens::of(ui);
        for (_, key) in said.iter().filter(|(holds, _)| *holds) {
            controls::draw(ui, Icon::Warn, 14.0, t.ink(Mood::Alert));
            ui.label(RichText::new(scene.texts.t(key)).size(size::TEXT_SMALL).color(t.alert));
        }
        beside(ui, number);
    });
    if !open {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        for kind in NumberType::ALL {
            if controls::chip(ui, scene.t(words::number_type(kind)), None, number.kind == kind)
                .clicked()
            {
                number.kind = kind;
            }
        }
        ui.checkbox(&mut number.bad, scene.t("cards.is_bad"))
            .on_hover_text(scene.t("cards.is_bad_tip"));
    });
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        ui.checkbox(&mut number.opted_out, scene.t("cards.opt_out"))
            .on_hover_text(scene.t("cards.opt_out_tip"));
        // Valid until a day means to its end.
        let from = (format!("from {index}"), "cards.valid_from", 0);
        let until = (format!("until {index}"), "cards.valid_until", DAY);
        moment(ui, scene, state, from, &mut number.valid_from);
        moment(ui, scene, state, until, &mut number.valid_until);
    });
}

fn moment(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    (slot, key, shift): (String, &'static str, i64),
    value: &mut Option<i64>,
) {
    let zone = i64::from(scene.wall.offset_minutes) * 60_000;
    let name = scene.t(key);
    let shown = value
        .and_then(|at| i32::try_from((at - shift + zone).div_euclid(DAY)).ok())
        .map(day_text)
        .unwrap_or_default();
    let half = state.typed.get(&slot);
    let wrong = half.is_some_and(|text| !text.trim().is_empty() && day(text).is_none());
    controls::small(ui, name);
    let typing = choosing::typed(ui, state, &slot, name, &shown, 96.0, wrong);
    if let Some(text) = typing.text {
        if text.trim().is_empty() {
            *value = None;
        } else if let Some(days) = day(&text) {
            *value = Some(i64::from(days) * DAY - zone + shift);
        }
    }
    if wrong {
        typing.response.on_hover_text(scene.t("cards.no_such_day"));
    }
}
