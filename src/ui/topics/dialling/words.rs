//! Facts about calling out turned into words. May depend on types of `engine`, `call`.

use crate::call::dialling::{DialTrouble, Doubt};
use crate::engine::topics::dialling::DialStage;
use crate::ui::scene::Scene;

/// Key of how far a number has come.
#[must_use]
pub const fn state_key(stage: &DialStage) -> &'static str {
    match stage {
        DialStage::Asking => "dialling.stage_asking",
        DialStage::Confirm(_) => "dialling.stage_confirm",
        DialStage::Seizing => "dialling.stage_seizing",
        DialStage::WaitingForTone => "dialling.stage_waiting",
        DialStage::Dialling => "dialling.stage_dialling",
        DialStage::Sent => "dialling.stage_sent",
        DialStage::ByHand => "dialling.stage_by_hand",
    }
}

/// Key of why a call does not come about.
#[must_use]
pub const fn trouble(trouble: &DialTrouble) -> &'static str {
    match trouble {
        DialTrouble::NoNumber => "dialling.no_number",
        DialTrouble::Unreadable => "dialling.unreadable",
        DialTrouble::TooLong => "dialling.too_long",
        DialTrouble::NoLine => "dialling.no_line",
        DialTrouble::LineInUse => "dialling.line_in_use",
        DialTrouble::LineRings => "dialling.line_rings",
        DialTrouble::AlreadyDialling => "dialling.already_dialling",
        DialTrouble::BoxCannot => "dialling.box_cannot",
        DialTrouble::BoxRefused => "dialling.box_refused",
        DialTrouble::NoDialTone => "dialling.no_dial_tone",
        DialTrouble::CallCameIn => "dialling.call_came_in",
        DialTrouble::NotDialled => "dialling.not_dialled",
        DialTrouble::DeskPhoneHolds => "dialling.desk_phone_holds",
        DialTrouble::NothingToRedial => "dialling.nothing_to_redial",
        DialTrouble::NobodyToAsk => "dialling.nobody_to_ask",
    }
}

/// The sentence of a doubt.
pub(super) fn doubt(scene: &Scene<'_>, doubt: &Doubt) -> String {
    match doubt {
        Doubt::Abroad => scene.t("dialling.doubt_abroad").to_owned(),
        Doubt::Costly(prefix) => scene.tf("dialling.doubt_costly", &[("prefix", prefix)]),
        Doubt::FromLink => scene.t("dialling.doubt_link").to_owned(),
        Doubt::Suppressed(row) if row.source == "card" => {
            scene.tf("cards.doubt_opted_out", &[("name", &row.reason)])
        }
        Doubt::Suppressed(row) if row.reason.is_empty() => {
            scene.t("dialling.doubt_suppressed").to_owned()
        }
        Doubt::Suppressed(row) => {
            scene.tf("dialling.doubt_suppressed_why", &[("why", &row.reason)])
        }
        Doubt::LedgerSilent => scene.t("dialling.doubt_ledger").to_owned(),
    }
}
