//! The keys of the player. While somebody types, they belong to the field; while a button has the focus, space and the arrows
//! belong to it. May depend on `ui`.

use crate::ui::action::Action;
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::panel::Tape;
use crate::ui::topics::recordings::waveform;
use egui::{Key, Ui};

/// Appends what was pressed.
pub(super) fn pressed(ui: &Ui, tape: &Tape<'_>, out: &mut Vec<Action>) {
    let ctx = ui.ctx();
    let focused = ctx.memory(egui::Memory::focused);
    let on_waveform = focused == Some(waveform::id(tape.id));
    if ctx.text_edit_focused() {
        return;
    }
    let id = tape.id;
    let toggle = if tape.sounds() { RecordingAction::Pause(id) } else { RecordingAction::Play(id) };
    let wishes = [
        toggle,
        RecordingAction::Back(id),
        RecordingAction::Forward(id),
        RecordingAction::Slower,
        RecordingAction::Faster,
        RecordingAction::Mark(id),
        RecordingAction::LoopKey(id),
    ];
    let taken = |key: Key| matches!(key, Key::Space | Key::ArrowLeft | Key::ArrowRight);
    ctx.input_mut(|input| {
        for wish in wishes {
            let Some(key) = wish.face().key else { continue };
            let free = focused.is_none() || on_waveform || !taken(key.logical_key);
            if free && input.consume_shortcut(&key) {
                out.push(Action::Recordings(wish));
            }
        }
    });
}
