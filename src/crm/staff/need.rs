//! What a deed needs, and what is missing where somebody may not. Types and rules; pure. May depend on `base` and the rest of `crm`.

use crate::crm::staff::{Area, Reach, Rights};
use serde::{Deserialize, Serialize};

/// What a deed needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// Nothing: whoever stands at the desk may, locked or not.
    Free,
    /// Somebody who is logged in.
    Seat,
    /// A right there that reaches so far.
    Reach(Area, Reach),
    /// The right to write what is there into a file.
    Export(Area),
    /// That, with numbers whole.
    ExportWhole(Area),
    /// The right to read the journal.
    Journal,
}

impl Need {
    /// Any right there: the rows themselves are looked at by the store.
    #[must_use]
    pub const fn own(area: Area) -> Self {
        Self::Reach(area, Reach::Own)
    }

    /// The whole of it.
    #[must_use]
    pub const fn all(area: Area) -> Self {
        Self::Reach(area, Reach::All)
    }
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denied {
    /// Nobody is logged in.
    Locked,
    /// The role has no right there.
    Area(Area),
    /// The role's right there reaches its own only.
    All(Area),
    /// The role may not write lists into files.
    Export,
    /// The role may not see numbers whole, and the file would hold them.
    WholeNumbers,
    /// The role may not read the journal.
    Journal,
    /// It belongs to somebody else.
    Others,
    /// Only an owner may.
    Owner,
}

/// What is missing for a deed; `None`: nothing. `rights` of `None`: everything is allowed.
#[must_use]
pub fn missing(rights: Option<&Rights>, locked: bool, need: Need) -> Option<Denied> {
    if need == Need::Free {
        return None;
    }
    if locked {
        return Some(Denied::Locked);
    }
    let rights = rights?;
    let reach = |area| (rights.reach(area) == Reach::Nothing).then_some(Denied::Area(area));
    let export = || (!rights.export).then_some(Denied::Export);
    match need {
        Need::Free | Need::Seat => None,
        Need::Reach(area, least) => {
            reach(area).or((rights.reach(area) < least).then_some(Denied::All(area)))
        }
        Need::Export(area) => export().or_else(|| reach(area)),
        Need::ExportWhole(area) => export()
            .or_else(|| reach(area))
            .or((!rights.whole_numbers).then_some(Denied::WholeNumbers)),
        Need::Journal => (!rights.journal).then_some(Denied::Journal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let reach = [(Area::Customers, Reach::Own), (Area::Orders, Reach::All)].into();
        let rights = Rights { reach, ..Rights::default() };
        let rights = Some(&rights);
        for (need, denied) in [
            (Need::own(Area::Customers), None),
            (Need::all(Area::Customers), Some(Denied::All(Area::Customers))),
            (Need::all(Area::Orders), None),
            (Need::own(Area::Settings), Some(Denied::Area(Area::Settings))),
            (Need::Export(Area::Orders), Some(Denied::Export)),
            (Need::Journal, Some(Denied::Journal)),
            (Need::Seat, None),
        ] {
            assert_eq!(missing(rights, false, need), denied, "{need:?}");
            let locked = (need != Need::Free).then_some(Denied::Locked);
            assert_eq!(missing(rights, true, need), locked, "{need:?} at a locked desk");
            assert_eq!(missing(None, false, need), None, "{need:?} at a desk that asks nobody");
        }
        let teller = Rights { export: true, ..rights.cloned().unwrap_or_default() };
        let whole = Need::ExportWhole(Area::Orders);
        assert_eq!(missing(Some(&teller), false, whole), Some(Denied::WholeNumbers));
        assert_eq!(missing(Some(&teller), false, Need::Export(Area::Orders)), None);
    }
}
