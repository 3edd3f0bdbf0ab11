//! Recordings: the player with its waveform, markers, masks, seal and forms, and the controls of a recording under way.
//! May depend on `ui`, and types of `engine`, `call`, `crm`, `base`.

mod action;
mod compact;
mod forms;
mod keeping;
mod keys;
mod live;
mod markers;
mod panel;
mod perform;
mod settings;
mod state;
mod transport;
mod waveform;

pub use action::RecordingAction;
pub use compact::compact;
pub use live::live_controls;
pub use panel::{file_panel, marker_panel, player_panel};
pub use perform::perform;
pub use settings::show as show_settings;
pub use state::{Drag, Form, MarkerDraft, Memory, RecordingState, Typed};
