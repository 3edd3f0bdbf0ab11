//! What a person may set of one box, because units and networks differ: country, caller ID as it comes, whose dialler.
//! Country codes: ITU-T T.35 annex A (as `+GCI` takes them), ISO 3166-1 numeric. May not depend on other layers.

use serde::{Deserialize, Serialize};

/// A country to which a box may be set: impedance, ring threshold, and with some boxes whether caller ID is read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Country {
    /// 中国.
    China,
    /// United States, Canada.
    UnitedStates,
    /// The common rules of Europe (TBR 21).
    Europe,
    /// Österreich.
    Austria,
    /// België, Belgique.
    Belgium,
    /// France.
    France,
    /// Deutschland.
    Germany,
    /// Ελλάδα.
    Greece,
    /// Italia.
    Italy,
    /// Nederland.
    Netherlands,
    /// España.
    Spain,
    /// Sverige.
    Sweden,
    /// Schweiz, Suisse.
    Switzerland,
    /// United Kingdom.
    UnitedKingdom,
}

impl Country {
    /// All, as a picker shows them.
    pub const ALL: [Self; 14] = [
        Self::China,
        Self::UnitedStates,
        Self::Europe,
        Self::Austria,
        Self::Belgium,
        Self::France,
        Self::Germany,
        Self::Greece,
        Self::Italy,
        Self::Netherlands,
        Self::Spain,
        Self::Sweden,
        Self::Switzerland,
        Self::UnitedKingdom,
    ];

    /// Its code of T.35; that of TBR 21 is what modems agreed upon.
    #[must_use]
    pub const fn t35(self) -> u8 {
        match self {
            Self::China => 0x26,
            Self::UnitedStates => 0xb5,
            Self::Europe => 0xf6,
            Self::Austria => 0x0a,
            Self::Belgium => 0x0f,
            Self::France => 0x3d,
            Self::Germany => 0x42,
            Self::Greece => 0x46,
            Self::Italy => 0x59,
            Self::Netherlands => 0x7b,
            Self::Spain => 0xa0,
            Self::Sweden => 0xa5,
            Self::Switzerland => 0xa6,
            Self::UnitedKingdom => 0xb4,
        }
    }

    /// Its number of ISO 3166-1; `None`: it is no single country.
    #[must_use]
    pub const fn iso(self) -> Option<u16> {
        Some(match self {
            Self::China => 156,
            Self::UnitedStates => 840,
            Self::Europe => return None,
            Self::Austria => 40,
            Self::Belgium => 56,
            Self::France => 250,
            Self::Germany => 276,
            Self::Greece => 300,
            Self::Italy => 380,
            Self::Netherlands => 528,
            Self::Spain => 724,
            Self::Sweden => 752,
            Self::Switzerland => 756,
            Self::UnitedKingdom => 826,
        })
    }
}

/// Whether a modem hands on caller ID as the packet it received, to be read here, or as text of its own making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RawCallerId {
    /// As text; as packets where the modem knows no other way.
    #[default]
    Auto,
    /// As packets.
    On,
    /// As text.
    Off,
}

impl RawCallerId {
    /// All, as a picker shows them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::On, Self::Off];
}

/// What is set of one box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tuning {
    /// The country; `None`: as it is.
    pub country: Option<Country>,
    /// How caller ID is handed on.
    pub raw_caller_id: RawCallerId,
    /// The box dials and listens by itself, also where we could with tones of ours.
    pub own_dialler: bool,
}
