//! Everything a view may want done. Text, tooltip, icon and shortcut of each stand in one match.
//! May depend on `engine`'s types and `base`.

use crate::base::ids::{CallId, CustomerId, LineId, RecordingId};
use crate::base::order::FarEndAction;
use crate::engine::settings::{Language, LineChoice, SettingChange, Theme};
use crate::ui::first_run::FirstRunAction;
use crate::ui::icons::Icon;
use crate::ui::office::OfficeAction;
use crate::ui::palette::PaletteAction;
use crate::ui::paths::PathField;
use crate::ui::state::{CardKey, LinePage, Screen, SettingsPage};
use crate::ui::topics::dialling::DialAction;
use crate::ui::topics::example::ExampleAction;
use crate::ui::topics::firewall::FirewallAction;
use crate::ui::topics::manners::MannersAction;
use crate::ui::topics::places::PlaceAction;
use crate::ui::topics::recording_work::RecordingWork;
use crate::ui::topics::recordings::RecordingAction;
use crate::ui::topics::speech::SpeechAction;
use crate::ui::topics::statistics::StatisticsAction;
use crate::ui::topics::upkeep::UpkeepAction;
use crate::ui::topics::worklist::WorkAction;
use egui::{Key, KeyboardShortcut, Modifiers};

/// A wish of the person at the window. Views return them, [`crate::ui::App`] performs them.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Show a page.
    Show(Screen),
    /// Show a part of the line's page.
    ShowLine(LinePage),
    /// Show a part of the settings.
    ShowSettings(SettingsPage),
    /// Put the caret into the search box of the page.
    FocusSearch,
    /// A new card, pre-filled from a call when there is one.
    NewCustomer(Option<CallId>),
    /// Open a customer's card.
    OpenCustomer(CustomerId),
    /// Close the open card; what was typed stays as a draft.
    CloseCard,
    /// Store the open card.
    SaveCard,
    /// Forget what was typed into a card.
    DiscardCard(CardKey),
    /// Delete a card.
    DeleteCustomer(CustomerId),
    /// Undo the newest change.
    Undo,
    /// Close an incoming card.
    ClosePopup(CallId),
    /// Tie a call to a customer.
    Assign(CallId, Option<CustomerId>),
    /// A missed call was dealt with, or not.
    MarkHandled(CallId, bool),
    /// Play a recording.
    Play(RecordingId),
    /// Stop playing.
    StopPlaying,
    /// Choose a call in the list.
    ChooseCall(CallId),
    /// Open the card of the call's party.
    OpenParty(CallId),
    /// Close the details of a call.
    CloseDetails,
    /// Remove a notice.
    Dismiss(u64),
    /// Move the people around the simulated line.
    FarEnd(LineId, FarEndAction),
    /// Change a setting.
    Set(SettingChange),
    /// Use this line.
    ChooseLine(LineChoice),
    /// List the devices again.
    RefreshDevices,
    /// Put a path on the clipboard.
    Copy(String),
    /// Put a number on the clipboard.
    CopyNumber(String),
    /// Put a command for a terminal on the clipboard.
    CopyCommand(String),
    /// Put the address of a box on the clipboard.
    CopyAddress(String),
    /// Put the dialogue with the box on the clipboard.
    CopyDialogue(String),
    /// Ring the desk phone as a test.
    TestRing(LineId),
    /// Listen to the line and play what was heard.
    TestSound(LineId),
    /// See [`recordings`](crate::ui::topics::recordings).
    Recordings(RecordingAction),
    /// See [`dialling`](crate::ui::topics::dialling).
    Dialling(DialAction),
    /// See [`firewall`](crate::ui::topics::firewall).
    Firewall(FirewallAction),
    /// See [`worklist`](crate::ui::topics::worklist).
    Worklist(WorkAction),
    /// See [`places`](crate::ui::topics::places).
    Places(PlaceAction),
    /// See [`statistics`](crate::ui::topics::statistics).
    Statistics(StatisticsAction),
    /// See [`manners`](crate::ui::topics::manners).
    Manners(MannersAction),
    /// See [`upkeep`](crate::ui::topics::upkeep).
    Upkeep(UpkeepAction),
    /// See [`office`](crate::ui::office).
    Office(OfficeAction),
    /// Work on many recordings.
    RecordingWork(RecordingWork),
    /// See [`speech`](crate::ui::topics::speech).
    Speech(SpeechAction),
    /// See [`example`](crate::ui::topics::example).
    Example(ExampleAction),
    /// See [`first_run`](crate::ui::first_run).
    FirstRun(FirstRunAction),
    /// See [`palette`](crate::ui::palette).
    Palette(PaletteAction),
    /// Choose a file or a folder for a field.
    ChoosePath(PathField),
    /// That there are no file dialogs was read.
    NoDialogsRead,
}

/// How an action looks on a button and what key it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// Key of the text.
    pub text: &'static str,
    /// Key of the tooltip.
    pub tip: Option<&'static str>,
    /// Icon.
    pub icon: Option<Icon>,
    /// Shortcut.
    pub key: Option<KeyboardShortcut>,
}

pub(in crate::ui) const fn face(text: &'static str) -> Face {
    Face { text, tip: None, icon: None, key: None }
}

impl Face {
    pub(in crate::ui) const fn tip(self, tip: &'static str) -> Self {
        Self { tip: Some(tip), ..self }
    }

    pub(in crate::ui) const fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    pub(in crate::ui) const fn key(self, key: Key) -> Self {
        Self { key: Some(KeyboardShortcut::new(Modifiers::NONE, key)), ..self }
    }

    pub(in crate::ui) const fn ctrl(self, key: Key) -> Self {
        Self { key: Some(KeyboardShortcut::new(Modifiers::COMMAND, key)), ..self }
    }
}

impl Action {
    /// Text, tooltip, icon and shortcut.
    #[must_use]
    pub const fn face(&self) -> Face {
        match self {
            Self::Show(screen) => screen_face(*screen),
            Self::ShowLine(LinePage::Overview) => face("line.overview"),
            Self::ShowLine(LinePage::Doctor) => face("line.doctor").key(Key::F6),
            Self::ShowSettings(page) => face(page.title()).icon(Icon::Gear),
            Self::FocusSearch => face("action.search").icon(Icon::Search).ctrl(Key::F),
            Self::NewCustomer(None) => face("action.new_customer").icon(Icon::Plus).ctrl(Key::N),
            Self::NewCustomer(Some(_)) => {
                face("action.new_customer").tip("tip.new_customer_from_call").icon(Icon::Plus)
            }
            Self::OpenCustomer(_) | Self::OpenParty(_) => {
                face("action.open_card").tip("tip.open_card").icon(Icon::Person)
            }
            Self::CloseCard => face("action.back").tip("tip.back").icon(Icon::Close),
            Self::SaveCard => face("action.save").icon(Icon::Tick).ctrl(Key::S),
            Self::DiscardCard(_) => face("action.discard").tip("tip.discard"),
            Self::DeleteCustomer(_) => face("action.delete").tip("tip.delete").icon(Icon::Bin),
            Self::Undo => face("action.undo").icon(Icon::Undo).ctrl(Key::Z),
            Self::ClosePopup(_) => face("action.close").icon(Icon::Close).key(Key::Escape),
            Self::CloseDetails => face("action.close_details").icon(Icon::Close),
            Self::Assign(_, Some(_)) => face("action.assign").tip("tip.assign").icon(Icon::Tick),
            Self::Assign(_, None) => face("action.unassign").tip("tip.unassign"),
            Self::MarkHandled(_, true) => {
                face("action.handled").tip("tip.handled").icon(Icon::Tick)
            }
            Self::MarkHandled(_, false) => face("action.not_handled").tip("tip.not_handled"),
            Self::Play(_) => face("action.play").icon(Icon::Play),
            Self::StopPlaying => face("action.stop").icon(Icon::Stop),
            Self::ChooseCall(_) => face("action.details"),
            Self::Dismiss(_) | Self::NoDialogsRead => face("action.dismiss").icon(Icon::Close),
            Self::FarEnd(_, act) => far_end_face(act),
            Self::Set(change) => setting_face(change),
            Self::ChooseLine(_) => face("action.use_line").tip("tip.use_line"),
            Self::RefreshDevices => face("action.refresh").tip("tip.refresh"),
            Self::Copy(_) => face("action.copy").icon(Icon::Copy),
            Self::CopyNumber(_) => face("action.copy_number").icon(Icon::Copy),
            Self::CopyCommand(_) => face("action.copy_command").icon(Icon::Copy),
            Self::CopyAddress(_) => face("action.copy_address").icon(Icon::Copy),
            Self::CopyDialogue(_) => face("action.copy_all").icon(Icon::Copy),
            Self::TestRing(_) => face("action.test_ring").tip("tip.test_ring").icon(Icon::Ringing),
            Self::Recordings(action) => action.face(),
            Self::RecordingWork(work) => work.face(),
            Self::Dialling(action) => action.face(),
            Self::Firewall(action) => action.face(),
            Self::Worklist(action) => action.face(),
            Self::Places(action) => action.face(),
            Self::Statistics(action) => action.face(),
            Self::Manners(action) => action.face(),
            Self::Upkeep(action) => action.face(),
            Self::Office(action) => action.face(),
            Self::Speech(action) => action.face(),
            Self::Example(action) => action.face(),
            Self::FirstRun(action) => action.face(),
            Self::Palette(action) => action.face(),
            Self::ChoosePath(_) => face("paths.choose"),
            Self::TestSound(_) => face("action.test_sound").tip("tip.test_sound").icon(Icon::Play),
        }
    }
}

const fn screen_face(screen: Screen) -> Face {
    match screen {
        Screen::Calls => face("rail.calls").icon(Icon::Calls).key(Key::F2),
        Screen::Customers => face("rail.customers").icon(Icon::Person).key(Key::F3),
        Screen::Firewall => face("rail.firewall").icon(Icon::Shield).key(Key::F7),
        Screen::Statistics => face("rail.statistics").icon(Icon::Bars).key(Key::F8),
        Screen::Today => face("rail.today").icon(Icon::Flag).ctrl(Key::T),
        Screen::Orders => face("rail.orders").icon(Icon::Note).ctrl(Key::Num2),
        Screen::Knowledge => face("rail.knowledge").icon(Icon::Info).ctrl(Key::Num3),
        Screen::Reports => face("rail.reports").icon(Icon::Chart).ctrl(Key::Num4),
        Screen::Line => face("rail.line").icon(Icon::Line).key(Key::F4),
        Screen::Settings => face("rail.settings").icon(Icon::Gear).key(Key::F5),
    }
}

const fn setting_face(change: &SettingChange) -> Face {
    match change {
        SettingChange::WelcomeDone(_) => face("action.skip_welcome").icon(Icon::Close),
        SettingChange::Theme(Theme::Light) => face("palette.light"),
        SettingChange::Theme(Theme::Dark) => face("palette.dark"),
        SettingChange::Theme(Theme::System) => face("palette.system"),
        SettingChange::Language(Some(Language::Chinese)) => face("settings.language_zh"),
        SettingChange::Language(Some(Language::English)) => face("settings.language_en"),
        _ => face("action.apply"),
    }
}

const fn far_end_face(act: &FarEndAction) -> Face {
    match act {
        FarEndAction::Ring(_) => face("far.ring").tip("tip.ring").icon(Icon::Ringing),
        FarEndAction::Answer => face("far.answer").tip("tip.answer").icon(Icon::Phone),
        FarEndAction::Speak(_) => face("far.speak").tip("tip.speak").icon(Icon::Line),
        FarEndAction::Press(_) => face("far.press").tip("tip.press"),
        FarEndAction::Busy => face("far.busy").tip("tip.busy"),
        FarEndAction::HangUp => face("far.hang_up").tip("tip.hang_up").icon(Icon::Close),
        FarEndAction::CallWaiting(_) => face("far.call_waiting").tip("tip.call_waiting"),
        FarEndAction::PullCable => face("far.pull").tip("tip.pull").icon(Icon::Unplugged),
        FarEndAction::PlugCable => face("far.plug").tip("tip.plug").icon(Icon::Unplugged),
        FarEndAction::LoseAudio => face("far.lose_audio").tip("tip.lose_audio"),
        FarEndAction::RestoreAudio => face("far.restore_audio").tip("tip.restore_audio"),
        FarEndAction::LiftDeskPhone => face("far.lift").tip("tip.lift").icon(Icon::Phone),
        FarEndAction::ReplaceDeskPhone => face("far.replace").tip("tip.replace").icon(Icon::Phone),
        FarEndAction::DialDeskPhone(_) => face("far.dial").tip("tip.dial").icon(Icon::Outgoing),
        FarEndAction::Congestion => {
            face("dialling.far_congestion").tip("dialling.tip_far_congestion")
        }
        FarEndAction::NoSuchNumber => face("dialling.far_unknown").tip("dialling.tip_far_unknown"),
    }
}
