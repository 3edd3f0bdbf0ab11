//! What is played: wishes to the player, what it says, and the waveforms that were measured.
//! May depend on `base` and the engine's own types.

use super::Core;
use crate::base::clock::Stamp;
use crate::base::ids::RecordingId;
use crate::base::waveform::Waveform;
use crate::engine::effect::Effect;
use crate::engine::event::PlayerReport;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::SettingChange;
use crate::engine::topics::player::{
    FORMS, Form, PlayerCommand, PlayerOrder, PlayerSettings, PlayerView, usable,
};
use std::sync::Arc;
use std::time::Duration;

/// Twice as loud as it was recorded, and no more.
const LOUDEST: u8 = 200;

impl Core {
    /// What the player must know before it plays anything, where the settings ask for something out of the ordinary.
    pub(super) fn prepare_player(&self, out: &mut Vec<Effect>) {
        let settings = &self.settings.player;
        if !settings.output.is_empty() {
            out.push(Effect::Player(PlayerOrder::Output(settings.output.clone())));
        }
        if settings.volume != PlayerSettings::default().volume {
            out.push(self.style());
        }
    }

    pub(super) fn player_command(&mut self, command: PlayerCommand, out: &mut Vec<Effect>) {
        let order = |order| Effect::Player(order);
        let loaded = self.player.recording.is_some();
        match command {
            PlayerCommand::Play { recording, from } => self.play(recording, from, out),
            PlayerCommand::Pause if loaded => out.push(order(PlayerOrder::Pause)),
            PlayerCommand::Resume if loaded => out.push(order(PlayerOrder::Resume)),
            PlayerCommand::Seek(to) if loaded => out.push(order(PlayerOrder::Seek(to))),
            PlayerCommand::Pause | PlayerCommand::Resume | PlayerCommand::Seek(_) => {}
            PlayerCommand::Speed(speed) => {
                self.player.speed = speed;
                out.push(self.style());
            }
            PlayerCommand::Loop(span) => {
                // A wish before the recording lies on is meant for the one that is coming.
                let length = if loaded { self.player.length } else { Duration::MAX };
                self.player.span = span.and_then(|span| usable(span, length));
                out.push(self.style());
            }
            PlayerCommand::Output(output) => {
                let settings = PlayerSettings { output, ..self.settings.player.clone() };
                self.set_player(settings, out);
            }
            PlayerCommand::Volume(volume) => {
                let settings = PlayerSettings { volume, ..self.settings.player.clone() };
                self.set_player(settings, out);
            }
            PlayerCommand::Look(recording) => out.push(order(PlayerOrder::Look(recording))),
        }
    }

    /// Plays a recording; the loop of another one is over.
    pub(super) fn play(&mut self, recording: RecordingId, from: Duration, out: &mut Vec<Effect>) {
        if self.player.recording != Some(recording) && self.player.span.take().is_some() {
            out.push(self.style());
        }
        out.push(Effect::Play(recording, from));
    }

    /// New settings: kept, and heard at once.
    pub(super) fn set_player(&mut self, mut settings: PlayerSettings, out: &mut Vec<Effect>) {
        settings.volume = settings.volume.min(LOUDEST);
        let before = self.settings.player.clone();
        self.change(SettingChange::Player(settings.clone()), out);
        if settings.output != before.output {
            out.push(Effect::Player(PlayerOrder::Output(settings.output)));
        }
        if settings.volume != before.volume {
            out.push(self.style());
        }
    }

    fn style(&self) -> Effect {
        let PlayerView { speed, span, .. } = self.player;
        Effect::Player(PlayerOrder::Style { speed, span, volume: self.settings.player.volume })
    }

    pub(super) fn player_report(
        &mut self,
        report: PlayerReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match report {
            PlayerReport::Playing(heard) => {
                let view = &mut self.player;
                view.recording = Some(heard.recording);
                (view.origin_mono, view.from) = (heard.since, heard.from);
                (view.length, view.paused) = (heard.length, heard.paused);
            }
            PlayerReport::Stopped => self.player_stopped(),
            PlayerReport::Failed(why) => {
                self.notice(Severity::Warning, Topic::PlaybackFailed(why), now, out);
                self.player_stopped();
            }
            PlayerReport::Gone(name) => {
                self.notice(Severity::Error, Topic::RecordingGone(name), now, out);
                self.player_stopped();
            }
        }
    }

    /// Nothing plays. Speed, loop and waveforms stay for the next time.
    fn player_stopped(&mut self) {
        let view = &mut self.player;
        view.recording = None;
        (view.origin_mono, view.from, view.length) = Default::default();
        view.paused = false;
    }

    /// What is known of a recording's waveform.
    pub(super) fn form_report(
        &mut self,
        recording: RecordingId,
        found: Result<Arc<Waveform>, String>,
    ) {
        let forms = &mut self.player.forms;
        let old = forms.iter().position(|form| form.recording == recording);
        let old = old.map(|at| forms.remove(at));
        if forms.len() >= FORMS {
            forms.remove(0);
        }
        let (wave, failed) = match found {
            Ok(wave) => (wave, None),
            Err(why) => (old.map(|old| old.wave).unwrap_or_default(), Some(why)),
        };
        forms.push(Form { recording, wave, failed });
    }
}
