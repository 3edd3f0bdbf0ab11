//! What people may want of a recording and of the recording of a call; text, icon and key of each.
//! May depend on `ui`, and types of `engine`, `base`.

use crate::base::ids::{CallId, RecordingId};
use crate::engine::topics::player::{Span, Speed};
use crate::ui::action::{Face, face};
use crate::ui::icons::Icon;
use crate::ui::topics::recordings::state::Form;
use egui::Key;
use std::time::Duration;

/// A wish of the person at the window.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingAction {
    /// Play from where the needle stands.
    Play(RecordingId),
    /// Stand still.
    Pause(RecordingId),
    /// Put the needle there.
    Seek(RecordingId, Duration),
    /// Five seconds back.
    Back(RecordingId),
    /// Five seconds on.
    Forward(RecordingId),
    /// This fast.
    Speed(Speed),
    /// One step slower.
    Slower,
    /// One step faster.
    Faster,
    /// The span begins where the needle stands.
    From(RecordingId),
    /// The span ends where the needle stands.
    To(RecordingId),
    /// This is the span (or there is none).
    Select(RecordingId, Option<Span>),
    /// Play the span again and again, or no more.
    Loop(RecordingId, bool),
    /// What the loop key does next: begin the span, end it and go round, go round no more.
    LoopKey(RecordingId),
    /// Show or hide loudness and device.
    More(RecordingId),
    /// Play through this device.
    Output(String),
    /// This loud, in hundredths.
    Volume(u8),
    /// Begin a marker where the needle stands.
    Mark(RecordingId),
    /// Change the text of a marker.
    EditMarker(RecordingId, i64),
    /// Keep the marker that is being written.
    SaveMarker(RecordingId),
    /// Forget what is being written.
    DropMarker(RecordingId),
    /// A marker less.
    RemoveMarker(i64),
    /// Open a form, or (`None`) close it.
    Show(RecordingId, Option<Form>),
    /// Mask as the form says.
    Mask(RecordingId),
    /// Export as the form says.
    Export(RecordingId),
    /// Delete as the form says.
    Delete(RecordingId),
    /// Keep until then (milliseconds since 1970 UTC), or as the settings say.
    Keep(RecordingId, Option<i64>),
    /// Legal hold on or off.
    Hold(RecordingId, bool),
    /// Record this call.
    Start(CallId),
    /// Record it no longer.
    Stop(CallId),
    /// Leave this part out.
    Break(CallId),
    /// Record on.
    GoOn(CallId),
}

impl RecordingAction {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Play(_) => face("recordings.play").icon(Icon::Play).key(Key::Space),
            Self::Pause(_) => face("recordings.pause").icon(Icon::Pause).key(Key::Space),
            Self::Seek(..) => face("recordings.seek"),
            Self::Back(_) => face("recordings.back").tip("recordings.back_tip").key(Key::ArrowLeft),
            Self::Forward(_) => {
                face("recordings.forward").tip("recordings.forward_tip").key(Key::ArrowRight)
            }
            Self::Speed(_) => face("recordings.speed"),
            Self::Slower => face("recordings.slower").key(Key::OpenBracket),
            Self::Faster => face("recordings.faster").key(Key::CloseBracket),
            Self::From(_) => face("recordings.from").tip("recordings.from_tip"),
            Self::To(_) => face("recordings.to").tip("recordings.to_tip"),
            Self::Select(_, Some(_)) => face("recordings.select"),
            Self::Select(_, None) => face("recordings.unselect").icon(Icon::Close),
            Self::Loop(_, true) | Self::LoopKey(_) => {
                face("recordings.loop").tip("recordings.loop_tip").icon(Icon::Repeat).key(Key::L)
            }
            Self::Loop(_, false) => face("recordings.unloop").icon(Icon::Repeat).key(Key::L),
            Self::More(_) => face("recordings.more").tip("recordings.more_tip"),
            Self::Output(_) => face("recordings.output"),
            Self::Volume(_) => face("recordings.volume"),
            Self::Mark(_) => face("recordings.mark").icon(Icon::Flag).key(Key::M),
            Self::EditMarker(..) => face("recordings.edit_marker").icon(Icon::Note),
            Self::SaveMarker(_) => face("recordings.save_marker").icon(Icon::Tick),
            Self::DropMarker(_) => face("recordings.drop_marker"),
            Self::RemoveMarker(_) => face("recordings.remove_marker").icon(Icon::Bin),
            Self::Show(_, None) => face("recordings.close_form"),
            Self::Show(_, Some(Form::Mask)) => {
                face("recordings.mask_form").tip("recordings.mask_tip")
            }
            Self::Show(_, Some(Form::Export)) => {
                face("recordings.export_form").tip("recordings.export_tip").icon(Icon::Export)
            }
            Self::Show(_, Some(Form::Delete)) => {
                face("recordings.delete_form").tip("recordings.delete_tip").icon(Icon::Bin)
            }
            Self::Mask(_) => face("recordings.mask"),
            Self::Export(_) => face("recordings.export").icon(Icon::Export),
            Self::Delete(_) => face("recordings.delete").icon(Icon::Bin),
            Self::Keep(..) => face("recordings.keep"),
            Self::Hold(..) => face("recordings.hold").tip("recordings.hold_tip"),
            Self::Start(_) => face("recordings.start").tip("recordings.start_tip").icon(Icon::Dot),
            Self::Stop(_) => face("recordings.stop").tip("recordings.stop_tip").icon(Icon::Stop),
            Self::Break(_) => {
                face("recordings.break").tip("recordings.break_tip").icon(Icon::Pause)
            }
            Self::GoOn(_) => face("recordings.go_on").tip("recordings.go_on_tip").icon(Icon::Dot),
        }
    }
}
