//! Which buttons whoever works here may not press, and the sentence why: they stay in their places, greyed. The engine asks
//! again when a wish arrives; this only says so before. May depend on `ui`, and types of `engine`, `crm`.

use crate::crm::staff::Area;
use crate::crm::staff::need::{Denied, Need};
use crate::ui::action::Action;
use crate::ui::office::OfficeAction;
use crate::ui::office::cards::CardAction;
use crate::ui::office::orders::OrderAction;
use crate::ui::office::reports::ReportAction;
use crate::ui::office::staff::StaffAction;
use crate::ui::office::transfer::TransferAction;
use crate::ui::scene::Scene;
use crate::ui::texts::Texts;
use crate::ui::topics::firewall::FirewallAction;
use crate::ui::topics::recordings::{Form, RecordingAction};
use crate::ui::topics::statistics::StatisticsAction;
use crate::ui::topics::upkeep::UpkeepAction;

const SETTINGS: Need = Need::all(Area::Settings);

/// Why a button is greyed; `None`: it is not, or not for that.
#[must_use]
pub fn denied(scene: &Scene<'_>, action: &Action) -> Option<String> {
    let need = need(action)?;
    scene.snap.office.staff.denied(need).map(|denied| sentence(scene.texts, denied))
}

/// Why whoever works here may not do what needs this.
#[must_use]
pub fn reason(scene: &Scene<'_>, need: Need) -> Option<String> {
    scene.snap.office.staff.denied(need).map(|denied| sentence(scene.texts, denied))
}

/// The sentence for what is missing.
#[must_use]
pub fn sentence(texts: &Texts, denied: Denied) -> String {
    let of = |key: &str, area: Area| texts.tf(key, &[("area", texts.t(area_key(area)))]);
    match denied {
        Denied::Locked => texts.t("staff.denied_locked").to_owned(),
        Denied::Area(area) => of("staff.denied_area", area),
        Denied::All(area) => of("staff.denied_all", area),
        Denied::Export => texts.t("staff.denied_export").to_owned(),
        Denied::WholeNumbers => texts.t("staff.denied_whole_numbers").to_owned(),
        Denied::Journal => texts.t("staff.denied_journal").to_owned(),
        Denied::Others => texts.t("staff.denied_others").to_owned(),
        Denied::Owner => texts.t("staff.denied_owner").to_owned(),
    }
}

/// The name of an area.
pub(super) const fn area_key(area: Area) -> &'static str {
    match area {
        Area::Customers => "staff.area_customers",
        Area::Calls => "staff.area_calls",
        Area::Recordings => "staff.area_recordings",
        Area::Orders => "staff.area_orders",
        Area::Reports => "staff.area_reports",
        Area::Staff => "staff.area_staff",
        Area::Settings => "staff.area_settings",
    }
}

/// What an act needs; `None`: nothing that a role gives.
#[allow(clippy::match_same_arms, reason = "a table in the order of the acts")]
fn need(action: &Action) -> Option<Need> {
    Some(match action {
        Action::NewCustomer(_)
        | Action::SaveCard
        | Action::DeleteCustomer(_)
        | Action::Assign(..) => Need::own(Area::Customers),
        Action::MarkHandled(..) | Action::Worklist(_) => Need::own(Area::Calls),
        Action::Play(_) => Need::own(Area::Recordings),
        Action::ChooseLine(_) | Action::TestRing(_) | Action::TestSound(_) => SETTINGS,
        Action::Recordings(action) => return recordings(action),
        Action::Statistics(StatisticsAction::PrepareExport(_) | StatisticsAction::Export(_)) => {
            Need::Export(Area::Reports)
        }
        Action::Firewall(action) => return firewall(action),
        Action::Upkeep(UpkeepAction::Cancel) => return None,
        Action::Upkeep(_) => SETTINGS,
        Action::Office(action) => return office(action),
        _ => return None,
    })
}

fn recordings(action: &RecordingAction) -> Option<Need> {
    Some(match action {
        RecordingAction::Play(_) => Need::own(Area::Recordings),
        RecordingAction::Export(_) | RecordingAction::Show(_, Some(Form::Export)) => {
            Need::Export(Area::Recordings)
        }
        RecordingAction::Delete(_)
        | RecordingAction::Keep(..)
        | RecordingAction::Hold(..)
        | RecordingAction::Show(_, Some(Form::Delete)) => Need::all(Area::Recordings),
        _ => return None,
    })
}

fn firewall(action: &FirewallAction) -> Option<Need> {
    Some(match action {
        FirewallAction::Block(..) | FirewallAction::Unblock(_) | FirewallAction::PermitNext(_) => {
            Need::own(Area::Calls)
        }
        FirewallAction::Export => Need::Export(Area::Settings),
        FirewallAction::CloseEditor | FirewallAction::DropPreview | FirewallAction::ShowCall(_) => {
            return None;
        }
        _ => SETTINGS,
    })
}

fn office(action: &OfficeAction) -> Option<Need> {
    Some(match action {
        OfficeAction::Cards(action) => return cards(action),
        OfficeAction::Goods(action) if action.changes_goods() => Need::all(Area::Orders),
        OfficeAction::Orders(action) => match action {
            OrderAction::SaveSettings => SETTINGS,
            OrderAction::Export(_) => Need::Export(Area::Orders),
            OrderAction::Quick(_)
            | OrderAction::SaveQuick
            | OrderAction::New(_)
            | OrderAction::Save(_)
            | OrderAction::Step(..)
            | OrderAction::BeginPay
            | OrderAction::BeginPayFor(_)
            | OrderAction::SavePay
            | OrderAction::BeginReturn
            | OrderAction::SaveReturn
            | OrderAction::Print(_)
            | OrderAction::PrintStatement(_)
            | OrderAction::SaveUnits(_) => Need::own(Area::Orders),
            _ => return None,
        },
        OfficeAction::Transfer(action) => return transfer(action),
        OfficeAction::Reports(
            ReportAction::PrepareExport | ReportAction::Write(_) | ReportAction::Print,
        ) => Need::Export(Area::Reports),
        OfficeAction::Staff(StaffAction::Take(_)) => Need::own(Area::Customers),
        OfficeAction::Staff(
            StaffAction::Edit(_) | StaffAction::Save | StaffAction::SaveRole(_),
        ) => Need::all(Area::Staff),
        _ => return None,
    })
}

fn cards(action: &CardAction) -> Option<Need> {
    Some(match action {
        CardAction::EditField(_)
        | CardAction::SaveField
        | CardAction::RemoveField(_)
        | CardAction::ReviveField(_)
        | CardAction::MoveField(..) => SETTINGS,
        CardAction::SaveAndClose
        | CardAction::HandOver(..)
        | CardAction::TagChosen(_)
        | CardAction::FollowUpChosen(_)
        | CardAction::Merge
        | CardAction::NotSame(..) => Need::own(Area::Customers),
        CardAction::CopyChosen => Need::Export(Area::Customers),
        _ => return None,
    })
}

fn transfer(action: &TransferAction) -> Option<Need> {
    Some(match action {
        TransferAction::OpenExport | TransferAction::ExportChosen | TransferAction::Export => {
            Need::Export(Area::Customers)
        }
        TransferAction::ExportPerson(_) => Need::ExportWhole(Area::Customers),
        TransferAction::OpenImport
        | TransferAction::Look
        | TransferAction::Check
        | TransferAction::Import
        | TransferAction::Undo(_)
        | TransferAction::AskErase(_)
        | TransferAction::Erase(_) => Need::all(Area::Customers),
        _ => return None,
    })
}
