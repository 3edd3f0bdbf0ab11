//! What each wish about recordings does: a command to the engine, or a change of what the window remembers.
//! May depend on `ui`, and the engine's commands.

use crate::base::ids::RecordingId;
use crate::engine::command::Command;
use crate::engine::topics::player::{Heard, PlayerCommand, Span};
use crate::engine::topics::recordings::RecordingCommand;
use crate::ui::app::App;
use crate::ui::topics::recordings::action::RecordingAction;
use crate::ui::topics::recordings::state::{
    Form, MarkerDraft, Memory, Typed, parse_position, write_span,
};
use egui::Context;
use std::path::PathBuf;
use std::time::Duration;

/// How far the arrows go.
const STEP: Duration = Duration::from_secs(5);
/// Nearer to the end than this, playing begins again.
const END: Duration = Duration::from_millis(300);

/// Performs one action.
pub fn perform(app: &mut App, _ctx: &Context, action: RecordingAction) {
    match action {
        RecordingAction::Play(id) => play(app, id),
        RecordingAction::Pause(_) => player(app, PlayerCommand::Pause),
        RecordingAction::Seek(id, to) => seek(app, id, to),
        RecordingAction::Back(id) => {
            let to = needle(app, id).saturating_sub(STEP);
            seek(app, id, to);
        }
        RecordingAction::Forward(id) => {
            let to = needle(app, id) + STEP;
            seek(app, id, to);
        }
        RecordingAction::Speed(speed) => player(app, PlayerCommand::Speed(speed)),
        RecordingAction::Slower => {
            player(app, PlayerCommand::Speed(app.snap.player.speed.slower()));
        }
        RecordingAction::Faster => {
            player(app, PlayerCommand::Speed(app.snap.player.speed.faster()));
        }
        RecordingAction::From(id) => {
            let at = needle(app, id);
            memory(app, id).from = Some(at);
            span_set(app, id);
        }
        RecordingAction::To(id) => {
            let at = needle(app, id);
            memory(app, id).to = Some(at);
            span_set(app, id);
        }
        RecordingAction::Select(id, span) => select(app, id, span),
        RecordingAction::Loop(id, on) => go_round(app, id, on),
        RecordingAction::LoopKey(id) => loop_key(app, id),
        RecordingAction::More(id) => {
            let memory = memory(app, id);
            memory.more = !memory.more;
        }
        RecordingAction::Output(device) => player(app, PlayerCommand::Output(device)),
        RecordingAction::Volume(volume) => player(app, PlayerCommand::Volume(volume)),
        other => about(app, &other),
    }
}

/// What is not about playing.
fn about(app: &mut App, action: &RecordingAction) {
    match *action {
        RecordingAction::Mark(id) => {
            let at = needle(app, id);
            let fresh = MarkerDraft { at, focus: true, ..MarkerDraft::default() };
            memory(app, id).marker = Some(fresh);
        }
        RecordingAction::EditMarker(id, marker) => edit_marker(app, id, marker),
        RecordingAction::SaveMarker(id) => save_marker(app, id),
        RecordingAction::DropMarker(id) => memory(app, id).marker = None,
        RecordingAction::RemoveMarker(id) => keep(app, RecordingCommand::RemoveMarker(id)),
        RecordingAction::Show(id, form) => show(app, id, form),
        RecordingAction::Mask(id) => mask(app, id),
        RecordingAction::Export(id) => export(app, id),
        RecordingAction::Delete(recording) => {
            let reason = std::mem::take(&mut memory(app, recording).typed).reason;
            memory(app, recording).form = None;
            if app.snap.player.recording == Some(recording) {
                app.send(Command::StopPlaying);
            }
            let reason = reason.trim().to_owned();
            keep(app, RecordingCommand::Delete { recording, reason });
        }
        RecordingAction::Keep(recording, until) => {
            keep(app, RecordingCommand::Keep { recording, until });
        }
        RecordingAction::Hold(recording, on) => {
            keep(app, RecordingCommand::Hold { recording, on });
        }
        RecordingAction::Start(call) => keep(app, RecordingCommand::Start(call)),
        RecordingAction::Stop(call) => keep(app, RecordingCommand::Stop(call)),
        RecordingAction::Break(call) => keep(app, RecordingCommand::Pause(call)),
        RecordingAction::GoOn(call) => keep(app, RecordingCommand::Resume(call)),
        _ => {}
    }
}

fn player(app: &mut App, command: PlayerCommand) {
    app.send(Command::Player(command));
}

fn keep(app: &mut App, command: RecordingCommand) {
    app.send(Command::Recordings(command));
}

fn memory(app: &mut App, id: RecordingId) -> &mut Memory {
    app.state.recordings.of(id)
}

/// The recording on the player, when it is this one.
fn heard(app: &App, id: RecordingId) -> Option<Heard> {
    app.snap.player.heard().filter(|heard| heard.recording == id)
}

/// How long it plays, as far as known.
fn length(app: &mut App, id: RecordingId) -> Duration {
    let on_player = heard(app, id).map(|heard| heard.length);
    let measured = app.snap.player.form(id).map(|form| form.wave.length);
    let measured = measured.filter(|length| !length.is_zero());
    let kept = memory(app, id).known().map(|known| known.recording.lasted);
    on_player.or(measured).or(kept).unwrap_or(Duration::MAX)
}

fn needle(app: &mut App, id: RecordingId) -> Duration {
    let now = app.desk.now_mono();
    match heard(app, id) {
        Some(heard) => heard.at(now),
        None => memory(app, id).needle,
    }
}

fn play(app: &mut App, id: RecordingId) {
    match heard(app, id) {
        Some(heard) if heard.paused => player(app, PlayerCommand::Resume),
        Some(_) => {}
        None => {
            let length = length(app, id);
            let needle = memory(app, id).needle;
            let from = if needle + END >= length { Duration::ZERO } else { needle };
            player(app, PlayerCommand::Play { recording: id, from });
        }
    }
}

fn seek(app: &mut App, id: RecordingId, to: Duration) {
    let to = to.min(length(app, id));
    memory(app, id).needle = to;
    if heard(app, id).is_some() {
        player(app, PlayerCommand::Seek(to));
    }
}

fn select(app: &mut App, id: RecordingId, span: Option<Span>) {
    let memory = memory(app, id);
    (memory.from, memory.to) = (span.map(|span| span.0), span.map(|span| span.1));
    if let Some(span) = span {
        (memory.typed.from, memory.typed.to) = write_span(span);
    }
    follow_span(app, id);
}

/// One end of the span was set: an open form has it as well.
fn span_set(app: &mut App, id: RecordingId) {
    let length = length(app, id);
    let memory = memory(app, id);
    if let Some(span) = memory.span(length) {
        (memory.typed.from, memory.typed.to) = write_span(span);
    }
    follow_span(app, id);
}

/// A loop that goes round follows the span.
fn follow_span(app: &mut App, id: RecordingId) {
    if app.snap.player.span.is_some() && heard(app, id).is_some() {
        let length = length(app, id);
        let span = memory(app, id).span(length);
        player(app, PlayerCommand::Loop(span));
    }
}

fn go_round(app: &mut App, id: RecordingId, on: bool) {
    let length = length(app, id);
    let span = memory(app, id).span(length).filter(|_| on);
    if let Some((from, _)) = span
        && heard(app, id).is_none()
    {
        player(app, PlayerCommand::Play { recording: id, from });
    }
    player(app, PlayerCommand::Loop(span));
}

fn loop_key(app: &mut App, id: RecordingId) {
    let (length, at) = (length(app, id), needle(app, id));
    let round = app.snap.player.span.is_some() && heard(app, id).is_some();
    let memory = memory(app, id);
    if round {
        (memory.from, memory.to) = (None, None);
        go_round(app, id, false);
    } else if memory.span(length).is_some() {
        go_round(app, id, true);
    } else if memory.from.is_none() {
        memory.from = Some(at);
    } else {
        memory.to = Some(at);
        if memory.span(length).is_some() {
            go_round(app, id, true);
        } else {
            (memory.from, memory.to) = (Some(at), None);
        }
    }
}

fn edit_marker(app: &mut App, id: RecordingId, marker: i64) {
    let memory = memory(app, id);
    let found = memory.known().and_then(|known| known.markers.iter().find(|m| m.id == marker));
    let draft = found.map(|found| MarkerDraft {
        old: Some(marker),
        at: found.at,
        text: found.text.clone(),
        focus: true,
    });
    memory.marker = draft;
}

fn save_marker(app: &mut App, id: RecordingId) {
    let Some(draft) = memory(app, id).marker.take() else { return };
    let MarkerDraft { old, at, text, .. } = draft;
    let text = text.trim().to_owned();
    keep(app, RecordingCommand::AddMarker { recording: id, at, text });
    if let Some(old) = old
        && !app.state.refused
    {
        keep(app, RecordingCommand::RemoveMarker(old));
    }
}

/// Opens a form with what is known filled in.
fn show(app: &mut App, id: RecordingId, form: Option<Form>) {
    let length = length(app, id);
    let folder = app.snap.data_dir.join("exports");
    let memory = memory(app, id);
    memory.form = form;
    memory.reveal = form.is_some();
    let span = memory.span(length);
    let mut typed = Typed { part: span.is_some(), ..Typed::default() };
    if let Some(span) = span {
        (typed.from, typed.to) = write_span(span);
    }
    if form == Some(Form::Export)
        && let Some(known) = memory.known()
    {
        typed.path =
            folder.join(file_name(&known.recording.path, typed.part)).display().to_string();
    }
    memory.typed = typed;
}

/// How an exported file is called: as the recording; a part of one is a WAV file.
pub(super) fn file_name(path: &str, part: bool) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if part => format!("{stem}-clip.wav"),
        None if part => format!("{name}-clip.wav"),
        _ => name.to_owned(),
    }
}

fn mask(app: &mut App, recording: RecordingId) {
    let memory = memory(app, recording);
    let typed = memory.typed.clone();
    let (Some(from), Some(to)) = (parse_position(&typed.from), parse_position(&typed.to)) else {
        return;
    };
    let reason = typed.reason.trim().to_owned();
    if !typed.sure || reason.is_empty() || to <= from {
        return;
    }
    (memory.form, memory.typed) = (None, Typed::default());
    (memory.from, memory.to) = (None, None);
    keep(app, RecordingCommand::Mask { recording, from, to, reason });
}

fn export(app: &mut App, recording: RecordingId) {
    let length = length(app, recording);
    let memory = memory(app, recording);
    let span = memory.span(length).filter(|_| memory.typed.part);
    let to = PathBuf::from(memory.typed.path.trim());
    memory.form = None;
    keep(app, RecordingCommand::Export { recording, span, to });
}
