//! The rules by which a number is made ready for this line: prefixes, area codes, carriers. Plain data, part of the settings.
//! May not depend on anything.

use serde::{Deserialize, Serialize};

/// When a mobile number gets a 0 in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MobileZero {
    /// Never: every network takes mobile numbers as they are.
    #[default]
    Never,
    /// When it is known to belong to another area (old exchanges).
    Elsewhere,
    /// Always.
    Always,
}

/// How numbers are dialled on this line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialPlan {
    /// What an office exchange wants before an outside number (`9`, `0`); empty: nothing.
    pub outside_prefix: String,
    /// Wait a second after it (or, `false`, dial on at once).
    pub outside_pause: bool,
    /// Numbers of up to so many digits stay inside the house and get no prefix; 0: there are none.
    pub inside_digits: u8,
    /// Emergency numbers need the outside prefix too (only where the exchange says so).
    pub emergency_prefix: bool,
    /// A carrier's access code before long-distance numbers (`17909`); empty: none.
    pub carrier_prefix: String,
    /// When mobile numbers get a 0.
    pub mobile_zero: MobileZero,
    /// What is dialled for a `+`.
    pub international_prefix: String,
    /// Prefixes of numbers that cost extra.
    pub costly: Vec<String>,
    /// Ask before such numbers and numbers abroad.
    pub confirm_costly: bool,
}

impl Default for DialPlan {
    fn default() -> Self {
        Self {
            outside_prefix: String::new(),
            outside_pause: true,
            inside_digits: 0,
            emergency_prefix: false,
            carrier_prefix: String::new(),
            mobile_zero: MobileZero::Never,
            international_prefix: "00".to_owned(),
            costly: ["168", "160", "96800"].map(str::to_owned).to_vec(),
            confirm_costly: true,
        }
    }
}

impl DialPlan {
    /// The same within bounds: prefixes are keys only and short.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let keys = |text: &str, most: usize| -> String {
            text.chars()
                .filter(|c| c.is_ascii_digit() || matches!(c, '*' | '#'))
                .take(most)
                .collect()
        };
        self.outside_prefix = keys(&self.outside_prefix, 4);
        self.carrier_prefix = keys(&self.carrier_prefix, 8);
        self.international_prefix = keys(&self.international_prefix, 5);
        if self.international_prefix.is_empty() {
            "00".clone_into(&mut self.international_prefix);
        }
        self.inside_digits = self.inside_digits.min(6);
        self.costly =
            self.costly.iter().map(|one| keys(one, 8)).filter(|k| !k.is_empty()).collect();
        self.costly.truncate(40);
        self
    }
}
