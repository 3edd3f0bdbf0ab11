//! What every wish from above needs, in one table: the gate of the core asks it first, whoever sends the wish.
//! May depend on `base`, `crm` and the engine's own types.

use crate::crm::staff::Area;
use crate::crm::staff::need::Need;
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::cards::CardCommand;
use crate::engine::office::orders::OrderCommand;
use crate::engine::office::reports::ReportCommand;
use crate::engine::office::staff::StaffCommand;
use crate::engine::office::transfer::TransferCommand;
use crate::engine::settings::SettingChange;
use crate::engine::topics::dialling::DialCommand;
use crate::engine::topics::example::ExampleCommand;
use crate::engine::topics::firewall::FirewallCommand;
use crate::engine::topics::manners::{DeskAct, MannersCommand};
use crate::engine::topics::places::PlaceCommand;
use crate::engine::topics::player::PlayerCommand;
use crate::engine::topics::recordings::RecordingCommand;
use crate::engine::topics::speech::SpeechCommand;
use crate::engine::topics::statistics::StatisticsCommand;
use crate::engine::topics::upkeep::UpkeepCommand;

const SETTINGS: Need = Need::all(Area::Settings);

/// What a wish needs.
#[must_use]
#[allow(clippy::match_same_arms, reason = "a table in the order of the wishes")]
pub fn need(command: &Command) -> Need {
    match command {
        Command::StopPlaying
        | Command::DismissNotice(_)
        | Command::RaiseWindow
        | Command::RefreshDevices
        | Command::ClosePopup(_) => Need::Free,
        Command::FarEnd(..) | Command::Undo | Command::Worklist(_) => Need::Seat,
        Command::ChooseLine(_) | Command::TestRing(_) | Command::TestSound(_) => SETTINGS,
        Command::Set(change) => setting(change),
        Command::SaveCustomer { .. } | Command::DeleteCustomer(_) | Command::AssignCustomer(..) => {
            Need::own(Area::Customers)
        }
        Command::SaveCallNote(..) | Command::MarkHandled(..) => Need::own(Area::Calls),
        Command::Play(..) => Need::own(Area::Recordings),
        Command::Recordings(command) => recordings(command),
        Command::Dialling(command) => dialling(command),
        Command::Firewall(command) => firewall(command),
        Command::Places(command) => places(command),
        Command::Statistics(StatisticsCommand::Export(_)) => Need::Export(Area::Reports),
        Command::Statistics(StatisticsCommand::CancelExport) => Need::Free,
        Command::Manners(command) => manners(command),
        Command::Upkeep(UpkeepCommand::Cancel) => Need::Free,
        Command::Upkeep(_) => SETTINGS,
        Command::Office(command) => office(command),
        Command::Player(PlayerCommand::Play { .. } | PlayerCommand::Look(_)) => {
            Need::own(Area::Recordings)
        }
        Command::Player(_) => Need::Seat,
        Command::Speech(SpeechCommand::EndTry | SpeechCommand::EndRecord) => Need::Free,
        Command::Speech(SpeechCommand::Look) => Need::Seat,
        Command::Speech(_) => SETTINGS,
        Command::Example(ExampleCommand::Enter(_)) => Need::Seat,
        Command::Example(_) => Need::Free,
    }
}

/// What is one's own way of looking is everybody's to choose.
fn setting(change: &SettingChange) -> Need {
    match change {
        SettingChange::Language(_)
        | SettingChange::Theme(_)
        | SettingChange::Look(_)
        | SettingChange::Player(_)
        | SettingChange::Manners(_)
        | SettingChange::Statistics(_)
        | SettingChange::WelcomeDone(_)
        | SettingChange::FirstRunDone(_) => Need::Seat,
        _ => SETTINGS,
    }
}

fn recordings(command: &RecordingCommand) -> Need {
    match command {
        RecordingCommand::Start(_)
        | RecordingCommand::Stop(_)
        | RecordingCommand::Pause(_)
        | RecordingCommand::Resume(_) => Need::own(Area::Calls),
        RecordingCommand::Export { .. } => Need::Export(Area::Recordings),
        RecordingCommand::Keep { .. }
        | RecordingCommand::Hold { .. }
        | RecordingCommand::Delete { .. } => Need::all(Area::Recordings),
        _ => Need::own(Area::Recordings),
    }
}

/// The telephone is answered and put down by whoever stands beside it.
fn dialling(command: &DialCommand) -> Need {
    match command {
        DialCommand::HangUp | DialCommand::Answer(_) | DialCommand::Cancel => Need::Free,
        _ => Need::Seat,
    }
}

fn manners(command: &MannersCommand) -> Need {
    match command {
        MannersCommand::WindowOpen
        | MannersCommand::Act(DeskAct::Answer | DeskAct::HangUp | DeskAct::Silence) => Need::Free,
        _ => Need::Seat,
    }
}

fn firewall(command: &FirewallCommand) -> Need {
    match command {
        FirewallCommand::Block(..)
        | FirewallCommand::Unblock(_)
        | FirewallCommand::PermitNext(_)
        | FirewallCommand::DropPreview => Need::own(Area::Calls),
        FirewallCommand::Export(_) => Need::Export(Area::Settings),
        _ => SETTINGS,
    }
}

fn places(command: &PlaceCommand) -> Need {
    match command {
        PlaceCommand::Correct(_) | PlaceCommand::Forget(_) | PlaceCommand::DropList => Need::Seat,
        PlaceCommand::Export(_) => Need::Export(Area::Settings),
        _ => SETTINGS,
    }
}

fn office(command: &OfficeCommand) -> Need {
    match command {
        OfficeCommand::Cards(command) => cards(command),
        OfficeCommand::Goods(_) => Need::all(Area::Orders),
        OfficeCommand::Orders(OrderCommand::Export(_)) => Need::Export(Area::Orders),
        OfficeCommand::Orders(_) => Need::own(Area::Orders),
        OfficeCommand::Agenda(_) | OfficeCommand::Knowledge(_) | OfficeCommand::Files(_) => {
            Need::Seat
        }
        OfficeCommand::Transfer(command) => transfer(command),
        OfficeCommand::Reports(ReportCommand::Write(_)) => Need::Export(Area::Reports),
        OfficeCommand::Reports(ReportCommand::Cancel) => Need::Free,
        OfficeCommand::Staff(command) => staff(command),
    }
}

fn cards(command: &CardCommand) -> Need {
    match command {
        CardCommand::SaveField(_) | CardCommand::RemoveField(_) | CardCommand::OrderFields(_) => {
            SETTINGS
        }
        _ => Need::own(Area::Customers),
    }
}

fn transfer(command: &TransferCommand) -> Need {
    match command {
        TransferCommand::Cancel | TransferCommand::Close => Need::Free,
        TransferCommand::Template(_) => Need::Seat,
        TransferCommand::Export(_) => Need::Export(Area::Customers),
        TransferCommand::ExportPerson(..) => Need::ExportWhole(Area::Customers),
        TransferCommand::Look(_)
        | TransferCommand::Import(_)
        | TransferCommand::UndoImport(_)
        | TransferCommand::Erase(_) => Need::all(Area::Customers),
    }
}

/// One's own password is one's own; who is meant is looked at where it is changed.
fn staff(command: &StaffCommand) -> Need {
    match command {
        StaffCommand::LogIn(..) | StaffCommand::Lock | StaffCommand::Seen => Need::Free,
        StaffCommand::SetPassword(..) => Need::Seat,
        StaffCommand::Save(_) | StaffCommand::SaveRole(_) => Need::all(Area::Staff),
    }
}
