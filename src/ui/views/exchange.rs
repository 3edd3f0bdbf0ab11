//! The simulated exchange: the caller, the desk phone, the cable. Only what makes sense in the line's state is enabled.
//! May depend on `ui`, and types of `engine`, `base`.

use crate::base::caller_id::{Format, Standard};
use crate::base::order::{BurstMoment, FAR_END_HEARD, FarEndAction};
use crate::engine::snapshot::{LineState, LineView};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::state::ExchangeForm;
use crate::ui::tokens::{self, Tokens, gap, size};
use egui::{ComboBox, Ui, vec2};

/// Why an act makes no sense while the line is so (the key of a sentence); `None`: it does.
#[must_use]
pub fn why_not(act: &FarEndAction, state: LineState, audio_ok: bool) -> Option<&'static str> {
    use LineState::{Absent, Dialing, Idle, Releasing, Ringing, Talking};
    let there = state != Absent;
    let (fits, why) = match act {
        FarEndAction::PlugCable => return controls::needs(!there, "why.cable_in"),
        _ if !there => (false, "why.cable_out"),
        FarEndAction::PullCable => (true, "why.cable_out"),
        FarEndAction::LoseAudio => (audio_ok, "why.sound_lost"),
        FarEndAction::RestoreAudio => (!audio_ok, "why.sound_there"),
        FarEndAction::Ring(_) => (state == Idle, "why.while_idle"),
        FarEndAction::LiftDeskPhone => (matches!(state, Idle | Ringing), "why.while_on_hook"),
        FarEndAction::ReplaceDeskPhone => {
            (matches!(state, Dialing | Talking | Releasing), "why.while_off_hook")
        }
        FarEndAction::DialDeskPhone(_)
        | FarEndAction::Answer
        | FarEndAction::Busy
        | FarEndAction::Congestion
        | FarEndAction::NoSuchNumber => (state == Dialing, "why.while_dialling"),
        FarEndAction::Speak(_) | FarEndAction::Press(_) | FarEndAction::CallWaiting(_) => {
            (state == Talking, "why.while_talking")
        }
        FarEndAction::HangUp => (matches!(state, Ringing | Talking), "why.while_called"),
    };
    controls::needs(fits, why)
}

/// Draws the panel.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    line: &LineView,
    form: &mut ExchangeForm,
) -> Vec<Action> {
    let mut panel = Panel { scene, line, out: Vec::new() };
    let t = Tokens::of(ui);
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        controls::group_title(ui, scene.t("exchange.title"));
        controls::small(ui, scene.t("exchange.about"));
        ui.add_space(gap::TIGHT);
        caller(ui, scene, form);
        let who = form.caller(scene.t("far.sample_name"));
        ui.horizontal_wrapped(|ui| {
            ui.add_space(size::LABEL + ui.spacing().item_spacing.x);
            panel.button(ui, FarEndAction::Ring(who.clone()), Weight::Primary);
            panel.button(ui, FarEndAction::HangUp, Weight::Danger);
        });
    });
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        panel.desk_phone(ui, form);
    });
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        panel.far_end(ui, form);
    });
    tokens::surface(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        panel.mishaps(ui);
    });
    panel.out
}

/// The buttons of the panel and what was pressed.
struct Panel<'a, 'b> {
    scene: &'a Scene<'b>,
    line: &'a LineView,
    out: Vec<Action>,
}

impl Panel<'_, '_> {
    fn button(&mut self, ui: &mut Ui, act: FarEndAction, weight: Weight) {
        let why_not = why_not(&act, self.line.state, self.line.audio_ok);
        let action = Action::FarEnd(self.line.id, act);
        controls::offer(ui, self.scene, action, weight, why_not, &mut self.out);
    }

    fn desk_phone(&mut self, ui: &mut Ui, form: &mut ExchangeForm) {
        controls::group_title(ui, self.scene.t("exchange.desk_phone"));
        let weight =
            if self.line.state == LineState::Ringing { Weight::Primary } else { Weight::Plain };
        ui.horizontal_wrapped(|ui| {
            self.button(ui, FarEndAction::LiftDeskPhone, weight);
            self.button(ui, FarEndAction::ReplaceDeskPhone, Weight::Plain);
        });
        ui.horizontal(|ui| {
            let label = controls::weak(ui, self.scene.t("exchange.dial_number"));
            controls::edit(ui, &mut form.dial, 160.0).labelled_by(label.id);
            self.button(ui, FarEndAction::DialDeskPhone(form.dial.clone()), Weight::Plain);
        });
    }

    fn far_end(&mut self, ui: &mut Ui, form: &mut ExchangeForm) {
        controls::group_title(ui, self.scene.t("exchange.far_end"));
        let waiting = form.caller(self.scene.t("far.sample_name"));
        ui.horizontal_wrapped(|ui| {
            self.button(ui, FarEndAction::Answer, Weight::Plain);
            self.button(ui, FarEndAction::Speak(None), Weight::Plain);
            self.button(ui, FarEndAction::CallWaiting(waiting), Weight::Plain);
        });
        ui.horizontal_wrapped(|ui| {
            self.button(ui, FarEndAction::Busy, Weight::Plain);
            self.button(ui, FarEndAction::Congestion, Weight::Plain);
            self.button(ui, FarEndAction::NoSuchNumber, Weight::Plain);
        });
        ui.horizontal(|ui| {
            let label = controls::weak(ui, self.scene.t("exchange.keys"));
            controls::edit(ui, &mut form.keys, 100.0).labelled_by(label.id);
            self.button(ui, FarEndAction::Press(form.keys.clone()), Weight::Plain);
        });
        self.keypad(ui);
        let doctor = self.line.doctor.get();
        if let Some((_, what)) = doctor.facts.iter().find(|(name, _)| name == FAR_END_HEARD) {
            controls::small(ui, self.scene.tf("speech.far_heard", &[("what", what)]));
        }
    }

    fn keypad(&mut self, ui: &mut Ui) {
        let act = |key: char| FarEndAction::Press(key.to_string());
        let why_not = why_not(&act('1'), self.line.state, self.line.audio_ok);
        ui.spacing_mut().item_spacing = vec2(5.0, 5.0);
        for row in ["123", "456", "789", "*0#"] {
            ui.horizontal(|ui| {
                for key in row.chars() {
                    let name = key.to_string();
                    let button = egui::Button::new(&name).min_size(vec2(46.0, 28.0));
                    if controls::greyed(ui, self.scene, why_not, button).clicked() {
                        self.out.push(Action::FarEnd(self.line.id, act(key)));
                    }
                }
            });
        }
    }

    fn mishaps(&mut self, ui: &mut Ui) {
        controls::group_title(ui, self.scene.t("exchange.mishaps"));
        let cable = if self.line.state == LineState::Absent {
            FarEndAction::PlugCable
        } else {
            FarEndAction::PullCable
        };
        let audio =
            if self.line.audio_ok { FarEndAction::LoseAudio } else { FarEndAction::RestoreAudio };
        ui.horizontal_wrapped(|ui| {
            self.button(ui, cable, Weight::Plain);
            self.button(ui, audio, Weight::Plain);
        });
    }
}

fn caller(ui: &mut Ui, scene: &Scene<'_>, form: &mut ExchangeForm) {
    let width = (ui.available_width() - size::LABEL - 16.0).clamp(120.0, 240.0);
    controls::field(ui, scene.t("exchange.number"), &mut form.number, width)
        .on_hover_text(scene.t("exchange.number_hint"));
    let mut name = form.name.clone().unwrap_or_else(|| scene.t("far.sample_name").to_owned());
    let named = form.standard != Standard::Dtmf && form.format == Format::Mdmf;
    let no_name = controls::needs(named, "why.no_name_sent");
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t("exchange.name"));
        let field = |ui: &mut Ui| controls::edit(ui, &mut name, width);
        if controls::greyed(ui, scene, no_name, field).labelled_by(id).changed() {
            form.name = Some(name);
        }
    });
    let standards = [
        ((Standard::Bell202, Format::Mdmf), "exchange.bell_mdmf"),
        ((Standard::Bell202, Format::Sdmf), "exchange.bell_sdmf"),
        ((Standard::V23, Format::Mdmf), "exchange.v23_mdmf"),
        ((Standard::V23, Format::Sdmf), "exchange.v23_sdmf"),
        ((Standard::Dtmf, Format::Dtmf), "exchange.dtmf"),
    ];
    let mut way = (form.standard, form.format);
    choice(ui, scene, "exchange.standard", &mut way, &standards);
    (form.standard, form.format) = way;
    let moments = [
        (BurstMoment::BetweenRings, "exchange.between_rings"),
        (BurstMoment::BeforeRing, "exchange.before_ring"),
        (BurstMoment::Never, "exchange.never"),
    ];
    choice(ui, scene, "exchange.moment", &mut form.moment, &moments);
}

/// A labelled drop-down list of a few values.
pub fn choice<V: PartialEq + Copy>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    label: &'static str,
    value: &mut V,
    options: &[(V, &'static str)],
) {
    ui.horizontal(|ui| {
        let id = controls::lead(ui, scene.t(label));
        let shown = options.iter().find(|(v, _)| v == value).map_or("", |(_, key)| scene.t(key));
        ComboBox::from_id_salt(label)
            .selected_text(shown)
            .width(240.0_f32.min(ui.available_width() - 16.0))
            .show_ui(ui, |ui| {
                for (option, key) in options {
                    ui.selectable_value(value, *option, scene.t(key));
                }
            })
            .response
            .labelled_by(id);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_line_can_be_rung_and_lifted_but_not_hung_up() {
        let idle = |act| why_not(&act, LineState::Idle, true);
        assert_eq!(idle(FarEndAction::LiftDeskPhone), None);
        assert_eq!(idle(FarEndAction::PullCable), None);
        assert_eq!(idle(FarEndAction::HangUp), Some("why.while_called"));
        assert_eq!(idle(FarEndAction::Press("1".into())), Some("why.while_talking"));
        assert_eq!(idle(FarEndAction::RestoreAudio), Some("why.sound_there"));
        assert_eq!(idle(FarEndAction::PlugCable), Some("why.cable_in"));
        assert_eq!(why_not(&FarEndAction::PlugCable, LineState::Absent, false), None);
        let pulled = why_not(&FarEndAction::LiftDeskPhone, LineState::Absent, false);
        assert_eq!(pulled, Some("why.cable_out"));
        assert_eq!(why_not(&FarEndAction::RestoreAudio, LineState::Idle, false), None);
    }
}
