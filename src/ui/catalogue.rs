//! All that a person can do from anywhere in the window, in one table: keys, the palette and the map of keys are read from
//! it, so none can leave out what another has. May depend on `ui`, and types of `engine`.

use crate::base::ids::{CallId, CustomerId};
use crate::engine::settings::{Language, SettingChange, Theme};
use crate::engine::snapshot::CallView;
use crate::engine::topics::manners::DeskAct;
use crate::ui::action::Action;
use crate::ui::office::agenda::AgendaAction;
use crate::ui::office::cards::CardAction;
use crate::ui::office::goods::GoodsAction;
use crate::ui::office::knowledge::KnowledgeAction;
use crate::ui::office::orders::{self, OrderAction};
use crate::ui::office::reports::{self, ReportAction};
use crate::ui::office::staff::StaffAction;
use crate::ui::office::transfer::TransferAction;
use crate::ui::palette::PaletteAction;
use crate::ui::scene::{self, Scene};
use crate::ui::state::{CardKey, LinePage, Screen, SettingsPage, ViewState};
use crate::ui::topics::dialling::{DialAction, hindrance};
use crate::ui::topics::firewall::FirewallAction;
use crate::ui::topics::manners::{MannersAction, keys};
use crate::ui::topics::upkeep::UpkeepAction;
use egui::{Context, Key, KeyboardShortcut, Modifiers};

/// What an act has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Pages of the rail.
    Pages,
    /// Telephone and calls.
    Calls,
    /// Cards and lists of customers.
    Customers,
    /// Orders, products, stock, payments.
    Orders,
    /// Reports.
    Reports,
    /// Everything else of the desk.
    Desk,
    /// Settings.
    Settings,
}

impl Group {
    /// All, in the order of the map of keys.
    pub const ALL: [Self; 7] = [
        Self::Pages,
        Self::Calls,
        Self::Customers,
        Self::Orders,
        Self::Reports,
        Self::Desk,
        Self::Settings,
    ];

    /// Key of its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pages => "palette.group_pages",
            Self::Calls => "palette.group_calls",
            Self::Customers => "palette.group_customers",
            Self::Orders => "palette.group_orders",
            Self::Reports => "palette.group_reports",
            Self::Desk => "palette.group_desk",
            Self::Settings => "palette.group_settings",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it has to do with.
    pub group: Group,
    /// The page it happens on, where it is not everywhere.
    pub on: Option<Screen>,
    /// What is done. What it is about (whose order, which card) is found when it is done: see [`meant`].
    pub action: Action,
}

/// The table.
#[must_use]
pub fn all() -> Vec<Entry> {
    let mut all = Vec::new();
    let mut add = |group, on, actions: Vec<Action>| {
        all.extend(actions.into_iter().map(|action| Entry { group, on, action }));
    };
    add(Group::Pages, None, Screen::ALL.map(Action::Show).to_vec());
    add(Group::Pages, None, vec![Action::ShowLine(LinePage::Doctor), Action::FocusSearch]);
    add(Group::Calls, None, calls());
    add(Group::Customers, None, vec![Action::NewCustomer(None), Action::SaveCard]);
    let card = [
        CardAction::SaveAndClose,
        CardAction::Previous,
        CardAction::Next,
        CardAction::Back,
        CardAction::Finder,
        CardAction::ChooseMany,
    ];
    add(Group::Customers, Some(Screen::Customers), card.map(Action::from).to_vec());
    let lists = [TransferAction::OpenImport, TransferAction::OpenExport];
    add(Group::Customers, Some(Screen::Customers), lists.map(Action::from).to_vec());
    let new = [OrderAction::Quick(None), OrderAction::New(None)];
    add(Group::Orders, None, new.map(Action::from).to_vec());
    let parts = orders::Part::ALL.map(|part| OrderAction::Show(part).into());
    add(Group::Orders, Some(Screen::Orders), parts.to_vec());
    add(Group::Orders, Some(Screen::Orders), vec![GoodsAction::New.into()]);
    let parts = reports::Part::ALL.map(|part| ReportAction::Show(part).into());
    add(Group::Reports, Some(Screen::Reports), parts.to_vec());
    add(Group::Desk, None, desk());
    let task = AgendaAction::New(None, None).into();
    add(Group::Desk, Some(Screen::Today), vec![task]);
    add(Group::Desk, Some(Screen::Knowledge), vec![KnowledgeAction::New.into()]);
    add(Group::Desk, Some(Screen::Firewall), vec![Action::Firewall(FirewallAction::NewRule(None))]);
    add(Group::Settings, None, settings());
    all
}

fn calls() -> Vec<Action> {
    let dial = [DialAction::TogglePanel, DialAction::Redial, DialAction::ClosePanel];
    let mut all = dial.map(Action::Dialling).to_vec();
    all.extend(DeskAct::ALL.map(|act| Action::Manners(MannersAction::Act(act))));
    all.push(Action::ClosePopup(CallId(0)));
    all
}

fn desk() -> Vec<Action> {
    vec![
        PaletteAction::Toggle.into(),
        PaletteAction::ToggleKeys.into(),
        Action::Undo,
        KnowledgeAction::Search.into(),
        StaffAction::Lock.into(),
        UpkeepAction::BackUp.into(),
    ]
}

fn settings() -> Vec<Action> {
    let mut all = SettingsPage::ALL.map(Action::ShowSettings).to_vec();
    let look = [PaletteAction::Larger, PaletteAction::Smaller, PaletteAction::UsualSize];
    all.extend(look.map(Action::from));
    let themes = [Theme::Light, Theme::Dark, Theme::System];
    all.extend(themes.map(|theme| Action::Set(SettingChange::Theme(theme))));
    let languages = [Language::Chinese, Language::English];
    all.extend(languages.map(|language| Action::Set(SettingChange::Language(Some(language)))));
    all
}

/// The key of an act: the built-in one, or the one a person chose.
#[must_use]
pub fn key(scene: &Scene<'_>, action: &Action) -> Option<KeyboardShortcut> {
    match action {
        Action::Manners(MannersAction::Act(act)) => {
            keys::read(keys::key(&scene.snap.settings.manners, *act))
        }
        other => other.face().key,
    }
}

/// A key as people write it: `Ctrl+/`, `?`, `Esc`.
#[must_use]
pub fn written(ctx: &Context, key: &KeyboardShortcut) -> String {
    let mut text = ctx.format_shortcut(key);
    for (name, sign) in [
        ("Questionmark", "?"),
        ("Slash", "/"),
        ("Plus", "+"),
        ("Minus", "−"),
        ("Escape", "Esc"),
        ("Left", "←"),
        ("Right", "→"),
    ] {
        if let Some(start) = text.strip_suffix(name) {
            text = format!("{start}{sign}");
        }
    }
    text
}

/// A second key of an act.
#[must_use]
pub const fn second_key(action: &Action) -> Option<KeyboardShortcut> {
    match action {
        Action::FocusSearch => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Slash)),
        _ => None,
    }
}

/// What an act of the table means now; `None`: there is nothing to do it with.
#[must_use]
pub fn meant(scene: &Scene<'_>, state: &ViewState, action: &Action) -> Option<Action> {
    let card = state.customers.open.filter(|_| state.screen == Screen::Customers);
    let popped = state.manners.cards.shown().first();
    let is_there = match action {
        Action::SaveCard => card.is_some(),
        Action::Undo => scene.snap.undo.is_some(),
        Action::ClosePopup(_) => return popped.map(|call| Action::ClosePopup(*call)),
        Action::Dialling(DialAction::Redial) => {
            scene.snap.dialling.last.is_some() && hindrance(scene).is_none()
        }
        Action::Dialling(DialAction::ClosePanel) => state.dialling.open,
        Action::Set(SettingChange::Theme(theme)) => scene.snap.settings.theme != *theme,
        Action::Set(SettingChange::Language(Some(language))) => scene.texts.language() != *language,
        Action::Palette(PaletteAction::UsualSize) => scene.snap.settings.look.text_percent != 100,
        _ if *action == CardAction::SaveAndClose.into()
            || *action == CardAction::Previous.into()
            || *action == CardAction::Next.into() =>
        {
            card.is_some()
        }
        _ if *action == CardAction::Back.into() => {
            card.is_some() && popped.is_none() && !state.dialling.open
        }
        _ if *action == OrderAction::Quick(None).into() => {
            let open = match card {
                Some(CardKey::Stored(id)) => Some(id),
                _ => None,
            };
            return Some(quick(scene, scene.live_call(), open));
        }
        _ if *action == StaffAction::Lock.into() => scene.snap.office.staff.who.is_some(),
        _ => true,
    };
    is_there.then(|| action.clone())
}

/// The usual order: of whoever calls, else of the open card.
#[must_use]
pub fn quick(scene: &Scene<'_>, call: Option<&CallView>, open: Option<CustomerId>) -> Action {
    // A card that has just rung off is meant, too.
    let call = call.or_else(|| scene.snap.calls.iter().find(|call| call.popup));
    let caller = call.and_then(orders::quick::caller);
    // It rings, and who it is comes with the next burst: the order is for whoever that will be.
    let unknown = call.filter(|call| scene::is_live(call) && call.candidates.is_none());
    match (caller, unknown) {
        (None, Some(call)) => OrderAction::QuickCall(call.record.id).into(),
        _ => OrderAction::Quick(caller.or(open)).into(),
    }
}
