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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::base::playback::{Heard, Speed};
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::Settings;

    const ONE: RecordingId = RecordingId(1);

    struct Bench {
        core: Core,
        now: Stamp,
    }

    impl Bench {
        fn new(settings: Settings) -> Self {
            let now = Stamp { mono: Duration::from_secs(50), utc_millis: 0, offset_minutes: 0 };
            Self { core: Core::new(settings, CallId(1), "data".into()), now }
        }

        fn wish(&mut self, command: PlayerCommand) -> Vec<Effect> {
            self.core.step(Event::Command(Command::Player(command)), self.now)
        }

        fn say(&mut self, report: PlayerReport) -> Vec<Effect> {
            self.core.step(Event::Player(report), self.now)
        }

        fn playing(&mut self) {
            let speed = self.core.player.speed;
            self.say(PlayerReport::Playing(Heard {
                recording: ONE,
                from: Duration::from_secs(10),
                since: self.now.mono,
                length: Duration::from_mins(1),
                speed,
                span: None,
                paused: false,
            }));
        }

        fn view(&self) -> PlayerView {
            self.core.snapshot(self.now).player
        }
    }

    fn orders(effects: Vec<Effect>) -> Vec<PlayerOrder> {
        let order = |effect| match effect {
            Effect::Player(order) => Some(order),
            _ => None,
        };
        effects.into_iter().filter_map(order).collect()
    }

    #[test]
    fn what_is_not_on_the_player_cannot_be_paused_or_moved() {
        let mut bench = Bench::new(Settings::default());
        for wish in [
            PlayerCommand::Pause,
            PlayerCommand::Resume,
            PlayerCommand::Seek(Duration::from_secs(3)),
        ] {
            assert_eq!(bench.wish(wish.clone()), [], "{wish:?}");
        }
        bench.playing();
        assert_eq!(orders(bench.wish(PlayerCommand::Pause)), [PlayerOrder::Pause]);
        assert_eq!(bench.view().heard().map(|heard| heard.recording), Some(ONE));
    }

    #[test]
    fn speed_and_loudness_stay_for_what_is_played_later_and_a_loop_does_not() {
        let mut bench = Bench::new(Settings::default());
        bench.playing();
        bench.wish(PlayerCommand::Speed(Speed::Fast));
        let span = Some((Duration::from_secs(5), Duration::from_secs(9)));
        let style = PlayerOrder::Style { speed: Speed::Fast, span, volume: 100 };
        assert_eq!(orders(bench.wish(PlayerCommand::Loop(span))), [style]);
        let too_short = Some((Duration::from_secs(5), Duration::from_millis(5_100)));
        bench.wish(PlayerCommand::Loop(too_short));
        assert_eq!(bench.view().span, None);
        bench.wish(PlayerCommand::Loop(span));
        let effects =
            bench.wish(PlayerCommand::Play { recording: RecordingId(2), from: Duration::ZERO });
        let style = PlayerOrder::Style { speed: Speed::Fast, span: None, volume: 100 };
        assert_eq!(effects.first(), Some(&Effect::Player(style)));
        assert!(effects.contains(&Effect::Play(RecordingId(2), Duration::ZERO)));
        assert_eq!((bench.view().speed, bench.view().span), (Speed::Fast, None));
    }

    #[test]
    fn device_and_loudness_are_kept_and_told_again_at_the_next_start() {
        let mut bench = Bench::new(Settings::default());
        assert!(orders(bench.core.start(0, bench.now)).is_empty());
        bench.wish(PlayerCommand::Output("pulse:headset".into()));
        let effects = bench.wish(PlayerCommand::Volume(250));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveSettings(_))));
        let kept = bench.core.settings().as_ref().clone();
        assert_eq!((kept.player.output.as_str(), kept.player.volume), ("pulse:headset", 200));
        let mut next = Bench::new(kept);
        assert_eq!(
            orders(next.core.start(0, next.now)),
            [
                PlayerOrder::Output("pulse:headset".into()),
                PlayerOrder::Style { speed: Speed::Normal, span: None, volume: 200 },
            ]
        );
    }

    #[test]
    fn a_file_that_vanished_is_an_error_that_names_it() {
        let mut bench = Bench::new(Settings::default());
        bench.playing();
        bench.say(PlayerReport::Gone("140312.wav".into()));
        let snap = bench.core.snapshot(bench.now);
        assert_eq!(snap.player.recording, None);
        let told = snap.notices.first().map(|notice| notice.topic.clone());
        assert_eq!(told, Some(Topic::RecordingGone("140312.wav".into())));
    }

    #[test]
    fn waveforms_are_kept_for_a_few_recordings_and_a_failure_keeps_what_was_known() {
        let mut bench = Bench::new(Settings::default());
        let wave = Arc::new(Waveform::unread(Duration::from_secs(3), 1));
        for id in 0..20 {
            let found = Ok(Arc::clone(&wave));
            bench.core.step(Event::Waveform(RecordingId(id), found), bench.now);
        }
        assert_eq!(bench.view().forms.len(), FORMS);
        let failed = Event::Waveform(RecordingId(19), Err("gone".into()));
        bench.core.step(failed, bench.now);
        let view = bench.view();
        let form = view.form(RecordingId(19)).unwrap();
        assert_eq!((form.wave.marks(), form.failed.as_deref()), (60, Some("gone")));
        assert_eq!(view.forms.len(), FORMS);
    }
}
