//! The player of a call's recordings: waveform, transport, markers; and apart from it what is known of the file, and its forms.
//! May depend on `ui`, and types of `engine`, `call`.

use crate::base::ids::RecordingId;
use crate::call::record::{Recording, RecordingState as FileState};
use crate::engine::topics::player::{Heard, Waveform};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::Mood;
use crate::ui::topics::recordings::state::{Drag, Memory, RecordingState};
use crate::ui::topics::recordings::{forms, keeping, keys, markers, transport, waveform};
use crate::ui::wording;
use egui::Ui;
use std::time::Duration;

/// Nearer to its end than this, a recording begins anew.
const END: Duration = Duration::from_millis(300);

/// A recording as the parts of the player see it.
pub(super) struct Tape<'a> {
    /// Which.
    pub(super) id: RecordingId,
    /// On the player.
    pub(super) heard: Option<Heard>,
    /// Where the needle stands.
    pub(super) at: Duration,
    /// How long it plays.
    pub(super) length: Duration,
    /// It can be played.
    pub(super) playable: bool,
    /// How loud it is where.
    pub(super) wave: Option<&'a Waveform>,
    /// Why that cannot be known.
    pub(super) unreadable: Option<&'a str>,
}

impl<'a> Tape<'a> {
    fn new(scene: &Scene<'a>, memory: &mut Memory, recording: &Recording) -> Self {
        let player = &scene.snap.player;
        let heard = player.heard().filter(|heard| heard.recording == recording.id);
        let form = player.form(recording.id);
        let wave = form.map(|form| form.wave.as_ref()).filter(|wave| wave.marks() > 0);
        let measured = wave.map(|wave| wave.length);
        let length = heard.map(|heard| heard.length).or(measured).unwrap_or(recording.lasted);
        if let Some(heard) = heard {
            let at = heard.at(scene.mono);
            memory.needle = if at + END >= length { Duration::ZERO } else { at };
        }
        let at = match memory.drag {
            Some(Drag::Needle(at)) => at,
            _ => heard.map_or(memory.needle, |heard| heard.at(scene.mono)),
        };
        Self {
            id: recording.id,
            heard,
            at: at.min(length),
            length,
            playable: matches!(recording.state, FileState::Done | FileState::Partial),
            wave,
            unreadable: form.and_then(|form| form.failed.as_deref()),
        }
    }

    /// It is heard at this moment.
    pub(super) fn sounds(&self) -> bool {
        self.heard.is_some_and(|heard| !heard.paused)
    }

    /// It goes round in a loop.
    pub(super) fn goes_round(&self) -> bool {
        self.heard.is_some_and(|heard| heard.span.is_some())
    }
}

/// Draws a player for each recording of a call. Keys mean the one that is on the player, else the first.
pub fn player_panel(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut RecordingState,
    recordings: &[Recording],
) -> Vec<Action> {
    let mut out = Vec::new();
    let on_player = scene.snap.player.recording;
    let keyed = recordings.iter().find(|recording| Some(recording.id) == on_player);
    let keyed = keyed.or_else(|| recordings.first()).map(|recording| recording.id);
    for (number, recording) in (1_usize..).zip(recordings) {
        state.shown.push(recording.clone());
        let memory = state.of(recording.id);
        ui.push_id(("recording", recording.id), |ui| {
            if recordings.len() > 1 {
                let count = number.to_string();
                controls::small(ui, scene.tf("recordings.number", &[("count", &count)]));
            }
            one(ui, scene, memory, recording, keyed == Some(recording.id), &mut out);
        });
    }
    out
}

/// Draws what is known of each recording's file, and the forms that change it. Below [`player_panel`] in the same frame.
pub fn file_panel(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut RecordingState,
    recordings: &[Recording],
) -> Vec<Action> {
    each(ui, scene, state, recordings, |ui, tape, memory, out| {
        keeping::show(ui, scene, tape, memory, out);
        if tape.playable {
            forms::show(ui, scene, tape, memory, out);
        }
    })
}

/// Draws the markers of each recording. Below [`player_panel`] in the same frame.
pub fn marker_panel(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut RecordingState,
    recordings: &[Recording],
) -> Vec<Action> {
    each(ui, scene, state, recordings, |ui, tape, memory, out| {
        markers::show(ui, scene, tape, memory, out);
    })
}

/// Draws a part of what belongs to each recording, with its number where there are several.
fn each(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut RecordingState,
    recordings: &[Recording],
    draw: impl Fn(&mut Ui, &Tape<'_>, &mut Memory, &mut Vec<Action>),
) -> Vec<Action> {
    let mut out = Vec::new();
    for (number, recording) in (1_usize..).zip(recordings) {
        let memory = state.of(recording.id);
        let tape = Tape::new(scene, memory, recording);
        ui.push_id(("part", recording.id), |ui| {
            if recordings.len() > 1 {
                let count = number.to_string();
                controls::small(ui, scene.tf("recordings.number", &[("count", &count)]));
            }
            draw(ui, &tape, memory, &mut out);
        });
    }
    out
}

fn one(
    ui: &mut Ui,
    scene: &Scene<'_>,
    memory: &mut Memory,
    recording: &Recording,
    keyed: bool,
    out: &mut Vec<Action>,
) {
    let tape = Tape::new(scene, memory, recording);
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.set_max_width(ui.available_width());
    if let Some(key) = wording::recording_key(recording.state) {
        let mood = match recording.state {
            FileState::Missing => Mood::Bad,
            FileState::Deleted => Mood::Calm,
            _ => Mood::Alert,
        };
        controls::pill(ui, Some(Icon::Warn), scene.texts.t(key), mood);
    }
    if tape.playable {
        if keyed {
            keys::pressed(ui, &tape, out);
        }
        waveform::show(ui, scene, &tape, memory, out);
        transport::show(ui, scene, &tape, memory, out);
    }
    keeping::show_seal(ui, scene, memory);
    if tape.playable {
        markers::show_draft(ui, scene, &tape, memory, out);
    }
}
