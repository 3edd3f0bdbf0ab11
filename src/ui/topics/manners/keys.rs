//! Keys of the desk: which key is for what, how they are written down, and what may not be bound.
//! May depend on egui, `ui` and types of `engine`.

use crate::engine::topics::manners::{DeskAct, MannersSettings};
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::shortcuts;
use crate::ui::topics::manners::{MannersAction, act_face};
use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

/// The built-in key.
#[must_use]
pub const fn built_in(act: DeskAct) -> &'static str {
    match act {
        DeskAct::Answer => "F10",
        DeskAct::HangUp => "F11",
        DeskAct::Silence => "Ctrl+M",
        DeskAct::Flash => "F12",
        DeskAct::ShowCard => "Ctrl+I",
        DeskAct::Quiet => "Ctrl+Shift+D",
    }
}

/// The key in force; empty: none.
#[must_use]
pub fn key(settings: &MannersSettings, act: DeskAct) -> &str {
    let own = settings.keys.iter().find(|own| own.act == act);
    own.map_or(built_in(act), |own| own.key.as_str())
}

/// A key as it is written down: `Ctrl+Shift+D`.
#[must_use]
pub fn written(modifiers: Modifiers, key: Key) -> String {
    let mut text = String::new();
    for (held, name) in [
        (modifiers.ctrl || modifiers.command, "Ctrl+"),
        (modifiers.alt, "Alt+"),
        (modifiers.shift, "Shift+"),
    ] {
        if held {
            text.push_str(name);
        }
    }
    text.push_str(key.name());
    text
}

/// The shortcut that a text means; a bare letter would take the letter away from every field and is none.
#[must_use]
pub fn read(text: &str) -> Option<KeyboardShortcut> {
    parse(text).filter(|key| !is_bare(key.modifiers, key.logical_key))
}

fn is_bare(modifiers: Modifiers, key: Key) -> bool {
    let held = modifiers.ctrl || modifiers.command || modifiers.alt;
    !held && !is_function_key(key)
}

fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('+') {
        modifiers |= match name {
            "Ctrl" => Modifiers::COMMAND,
            "Alt" => Modifiers::ALT,
            "Shift" => Modifiers::SHIFT,
            _ => return None,
        };
        rest = after;
    }
    Key::from_name(rest).map(|key| KeyboardShortcut::new(modifiers, key))
}

/// The wishes whose keys were pressed.
pub fn pressed(ctx: &Context, scene: &Scene<'_>) -> Vec<Action> {
    let settings = &scene.snap.settings.manners;
    let bound = DeskAct::ALL.into_iter().filter_map(|act| Some((act, read(key(settings, act))?)));
    let mut bound: Vec<_> = bound.collect();
    // The one that asks for more keys first: Ctrl+Shift+D is not Ctrl+D.
    bound.sort_by_key(|(_, key)| std::cmp::Reverse(key.modifiers.shift));
    ctx.input_mut(|input| {
        let mut out = Vec::new();
        for (act, key) in bound {
            if input.consume_shortcut(&key) {
                out.push(Action::Manners(MannersAction::Act(act)));
            }
        }
        out
    })
}

/// Why a key cannot be bound: a key of the texts (what it is for already, or what is wrong with it).
#[must_use]
pub fn refusal(
    settings: &MannersSettings,
    act: DeskAct,
    modifiers: Modifiers,
    pressed: Key,
) -> Option<&'static str> {
    if is_bare(modifiers, pressed) {
        return Some("manners.key_needs_ctrl");
    }
    let wanted = read(&written(modifiers, pressed))?;
    let other = DeskAct::ALL
        .into_iter()
        .filter(|other| *other != act)
        .find(|other| read(key(settings, *other)) == Some(wanted));
    if let Some(other) = other {
        return Some(act_face(other).text);
    }
    let fixed = shortcuts::fixed().into_iter().map(|action| action.face());
    let taken = fixed.into_iter().find(|face| face.key == Some(wanted)).map(|face| face.text);
    let edits = [Key::A, Key::C, Key::V, Key::X, Key::Y, Key::Z, Key::Slash];
    taken.or_else(|| {
        let editing = modifiers.command && edits.contains(&pressed);
        editing.then_some("manners.key_edits")
    })
}

fn is_function_key(key: Key) -> bool {
    let name = key.name();
    name.len() > 1 && name.starts_with('F') && name[1..].chars().all(|c| c.is_ascii_digit())
}

/// The first key that was pressed in this frame, taken away from everything else.
pub fn taken(ctx: &Context) -> Option<(Modifiers, Key)> {
    ctx.input_mut(|input| {
        let place = input
            .events
            .iter()
            .position(|event| matches!(event, Event::Key { pressed: true, repeat: false, .. }))?;
        match input.events.remove(place) {
            Event::Key { key, modifiers, .. } => Some((modifiers, key)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::topics::manners::OwnKey;

    #[test]
    fn every_built_in_key_can_be_read_and_none_is_there_twice() {
        let settings = MannersSettings::default();
        for act in DeskAct::ALL {
            let key = read(built_in(act)).unwrap();
            assert_eq!(written(key.modifiers, key.logical_key), built_in(act));
            assert_eq!(refusal(&settings, act, key.modifiers, key.logical_key), None, "{act:?}");
        }
        for rubbish in ["", "F", "Shift+F", "Ctrl+", "Hyper+A", "F9+", "+", "ctrl+a"] {
            assert_eq!(read(rubbish), None, "{rubbish}");
        }
    }

    #[test]
    fn a_key_that_is_used_already_is_refused_with_the_reason() {
        let mut settings = MannersSettings::default();
        let refused = |settings: &MannersSettings, modifiers, key| {
            refusal(settings, DeskAct::Answer, modifiers, key)
        };
        assert_eq!(refused(&settings, Modifiers::NONE, Key::F11), Some("manners.hang_up"));
        assert_eq!(refused(&settings, Modifiers::NONE, Key::F2), Some("rail.calls"));
        assert_eq!(refused(&settings, Modifiers::COMMAND, Key::S), Some("action.save"));
        assert_eq!(refused(&settings, Modifiers::COMMAND, Key::V), Some("manners.key_edits"));
        assert_eq!(refused(&settings, Modifiers::NONE, Key::A), Some("manners.key_needs_ctrl"));
        assert_eq!(refused(&settings, Modifiers::SHIFT, Key::A), Some("manners.key_needs_ctrl"));
        assert_eq!(refused(&settings, Modifiers::ALT, Key::A), None);
        settings.keys = vec![OwnKey { act: DeskAct::HangUp, key: "F1".to_owned() }];
        assert_eq!(refused(&settings, Modifiers::NONE, Key::F11), None, "it is free now");
        assert_eq!(refused(&settings, Modifiers::NONE, Key::F1), Some("manners.hang_up"));
    }
}
