//! A number on the clipboard is offered as a small chip. The clipboard is looked at only when the window gets the focus, and only
//! while the setting allows it; what is no number is forgotten at once. May depend on `ui`, and types of `engine`, `call`.

use super::{DialAction, DialState};
use crate::base::number::PhoneNumber;
use crate::base::tel;
use crate::call::dialling::DialSource;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use egui::{Context, Event, Ui, ViewportCommand};

/// Digits a text must have to be offered: shorter ones are prices, dates, page numbers.
const FEWEST_DIGITS: usize = 7;
/// … and at most, with a plus.
const MOST_DIGITS: usize = 15;
/// Seconds in which the clipboard answers.
const PATIENCE: f64 = 1.0;

/// Asks for the clipboard when the window gets the focus, and takes the answer before a field can. To be called before the
/// views are drawn.
pub fn watch(ctx: &Context, scene_allows: bool, state: &mut DialState) {
    if !scene_allows {
        state.clip = None;
        return;
    }
    let gained = ctx.input(|input| {
        input.events.iter().any(|event| matches!(event, Event::WindowFocused(true)))
    });
    let time = ctx.input(|input| input.time);
    // A clipboard without text never answers.
    state.clip_asked = state.clip_asked.filter(|asked| time - asked < PATIENCE);
    if state.clip_asked.is_some() {
        // A person's own Ctrl+V belongs to the field.
        let pasted = ctx.input_mut(|input| {
            if input.modifiers.command {
                return None;
            }
            let at = input.events.iter().position(|event| matches!(event, Event::Paste(_)))?;
            match input.events.remove(at) {
                Event::Paste(text) => Some(text),
                _ => None,
            }
        });
        if let Some(text) = pasted {
            state.clip_asked = None;
            state.offer(&text);
        }
    }
    if gained {
        state.clip_asked = Some(time);
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
    }
}

impl DialState {
    /// Offers a text, when it is a number and was not offered before.
    fn offer(&mut self, text: &str) {
        if text == self.clip_known {
            return;
        }
        // Only what could be a number is remembered, and only to tell it from the next one.
        let number = number_in(text);
        self.clip_known = if number.is_some() { text.to_owned() } else { String::new() };
        self.clip = number;
    }
}

fn number_in(text: &str) -> Option<PhoneNumber> {
    if text.len() > 80 {
        return None;
    }
    let link = tel::parse(text).ok()?;
    let digits = link.number.chars().filter(char::is_ascii_digit).count();
    let plain = link.number.chars().all(|c| c.is_ascii_digit() || c == '+');
    (plain && (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits))
        .then(|| PhoneNumber::new(text.trim()))
}

/// The chip; nothing where there is nothing to offer.
pub(super) fn chip(ui: &mut Ui, scene: &Scene<'_>, state: &DialState, out: &mut Vec<Action>) {
    let Some(number) = &state.clip else { return };
    controls::offer_icon(ui, scene, Action::Dialling(DialAction::DropClip), None, out);
    let text = scene.tf("dialling.clip", &[("number", &scene.texts.number(number))]);
    let response = controls::press(ui, Some(crate::ui::icons::Icon::Phone), &text, Weight::Quiet);
    if response.on_hover_text(scene.t("dialling.clip_tip")).clicked() {
        let number = match tel::parse(number.as_str()) {
            Ok(link) => PhoneNumber::new(link.text()),
            Err(_) => number.clone(),
        };
        out.push(Action::Dialling(DialAction::Dial(number, None, DialSource::Clipboard)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_that_is_plainly_a_number_is_offered() {
        for text in ["138 1234 5678", "tel:+86-10-12345678", "021-55501234", "+1 212 555 0123"] {
            assert!(number_in(text).is_some(), "{text}");
        }
        for text in ["12.50", "2026-11", "hello", "", "110", "12345678901234567890", "a@b.cn"] {
            assert!(number_in(text).is_none(), "{text}");
        }
    }
}
