//! Chinese and other input methods on X11. There an input context that is made while the window has the keyboard is never
//! told so (XIM, `XSetICFocus`), and egui makes a new one whenever the caret comes into a field: what is typed would go past
//! the input method. So the one that the window had when it got the keyboard is kept. May depend on egui only.

use egui::output::IMEOutput;
use egui::{Context, FullOutput, IMEPurpose, Plugin, Rect};
use std::ffi::OsStr;

/// Keeps the input context, whether or not the caret stands in a field.
#[derive(Debug)]
pub struct KeptContext {
    /// Where the caret stood last: there the candidates are shown.
    last: IMEOutput,
}

impl Default for KeptContext {
    fn default() -> Self {
        let nowhere = Rect::ZERO;
        Self {
            last: IMEOutput {
                purpose: IMEPurpose::Normal,
                rect: nowhere,
                cursor_rect: nowhere,
                should_interrupt_composition: false,
            },
        }
    }
}

impl Plugin for KeptContext {
    fn debug_name(&self) -> &'static str {
        "input_method"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        if let Some(ime) = output.platform_output.ime {
            self.last = IMEOutput { should_interrupt_composition: false, ..ime };
        }
        output.platform_output.ime = Some(self.last);
    }
}

/// Whether windows are made on X11: where there is no Wayland, as winit decides. The values are those of `WAYLAND_DISPLAY`
/// and `WAYLAND_SOCKET`.
#[must_use]
pub fn is_x11(wayland: [Option<&OsStr>; 2]) -> bool {
    cfg!(target_os = "linux") && !wayland.into_iter().flatten().any(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::RawInput;

    #[test]
    fn the_input_method_stays_when_the_caret_leaves_and_goes_where_it_comes_again() {
        let ctx = Context::default();
        ctx.add_plugin(KeptContext::default());
        let mut text = String::new();
        let mut run = |focus: bool| {
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(400.0, 300.0))),
                focused: true,
                ..RawInput::default()
            };
            let mut output = ctx.run_ui(input, |ui| {
                let field = ui.text_edit_singleline(&mut text);
                if focus {
                    field.request_focus();
                } else {
                    field.surrender_focus();
                }
            });
            output.textures_delta.clear(); // nobody draws it
            output.platform_output.ime
        };
        assert!(run(false).is_some(), "before any field has the keyboard");
        run(true);
        let there = run(true).unwrap();
        assert_ne!(there.cursor_rect, Rect::ZERO);
        assert!(!there.should_interrupt_composition);
        run(false);
        let after = run(false).unwrap();
        assert_eq!(after.cursor_rect, there.cursor_rect);
    }

    #[test]
    fn wayland_is_told_from_x11_as_winit_does() {
        let (named, nothing) = (Some(OsStr::new("wayland-0")), Some(OsStr::new("")));
        assert_eq!(is_x11([None, None]), cfg!(target_os = "linux"));
        assert_eq!(is_x11([nothing, None]), cfg!(target_os = "linux"));
        assert!(!is_x11([named, None]) && !is_x11([None, named]));
    }
}
