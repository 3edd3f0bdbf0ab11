//! Everything a user or a script may ask of the engine: a closed set.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, LineId, RecordingId};
use crate::base::order::FarEndAction;
use crate::crm::customer::Customer;
use crate::engine::office::OfficeCommand;
use crate::engine::settings::{LineChoice, SettingChange};
use crate::engine::topics::dialling::DialCommand;
use crate::engine::topics::example::ExampleCommand;
use crate::engine::topics::firewall::FirewallCommand;
use crate::engine::topics::manners::MannersCommand;
use crate::engine::topics::places::PlaceCommand;
use crate::engine::topics::player::PlayerCommand;
use crate::engine::topics::recordings::RecordingCommand;
use crate::engine::topics::speech::SpeechCommand;
use crate::engine::topics::statistics::StatisticsCommand;
use crate::engine::topics::upkeep::UpkeepCommand;
use crate::engine::topics::worklist::WorkCommand;
use std::time::Duration;

/// A wish from above. The engine checks it against state and capability; a refusal is a notice.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Use this line from now on.
    ChooseLine(LineChoice),
    /// List the input devices and the boxes again.
    RefreshDevices,
    /// Ring the desk phone for two seconds, to hear whether it works.
    TestRing(LineId),
    /// Listen to the line for five seconds and play what was heard.
    TestSound(LineId),
    /// Move the people around a simulated line.
    FarEnd(LineId, FarEndAction),
    /// Change a setting.
    Set(SettingChange),
    /// Create (`id` is `None`) or change a card. `for_call` ties the call to it.
    SaveCustomer {
        /// The whole card.
        customer: Customer,
        /// The call that asked for it.
        for_call: Option<CallId>,
        /// The stored card the change began from: parts that somebody else changed meanwhile are not written over.
        /// `None`: it is written whole.
        base: Option<Box<Customer>>,
    },
    /// Delete a card (undoable).
    DeleteCustomer(CustomerId),
    /// Undo the newest change a person made.
    Undo,
    /// Tie a call to a customer (choosing among candidates), or to none.
    AssignCustomer(CallId, Option<CustomerId>),
    /// Store what is typed into a call's note field.
    SaveCallNote(CallId, String),
    /// A missed call was dealt with (or, `false`, not).
    MarkHandled(CallId, bool),
    /// Close the incoming card of this call.
    ClosePopup(CallId),
    /// Play a recording from a position.
    Play(RecordingId, Duration),
    /// Stop playing.
    StopPlaying,
    /// The notice was read.
    DismissNotice(u64),
    /// Bring the window to the front (a second copy of the program asked for it).
    RaiseWindow,
    /// See [`recordings`](crate::engine::topics::recordings).
    Recordings(RecordingCommand),
    /// See [`dialling`](crate::engine::topics::dialling).
    Dialling(DialCommand),
    /// See [`firewall`](crate::engine::topics::firewall).
    Firewall(FirewallCommand),
    /// See [`worklist`](crate::engine::topics::worklist).
    Worklist(WorkCommand),
    /// See [`places`](crate::engine::topics::places).
    Places(PlaceCommand),
    /// See [`statistics`](crate::engine::topics::statistics).
    Statistics(StatisticsCommand),
    /// See [`manners`](crate::engine::topics::manners).
    Manners(MannersCommand),
    /// See [`upkeep`](crate::engine::topics::upkeep).
    Upkeep(UpkeepCommand),
    /// See [`office`](crate::engine::office).
    Office(OfficeCommand),
    /// See [`player`](crate::engine::topics::player).
    Player(PlayerCommand),
    /// See [`speech`](crate::engine::topics::speech).
    Speech(SpeechCommand),
    /// See [`example`](crate::engine::topics::example).
    Example(ExampleCommand),
}
