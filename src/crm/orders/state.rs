//! The states of an order and what each means for stock and money. Pure. May depend on nothing.

use serde::{Deserialize, Serialize};

/// Where an order stands.
///
/// ```text
/// draft ──► confirmed ──► delivering ──► delivered ──► returned
///   │          │  ▲           │  ▲            ▲  (when all of it came back)
///   │          │  └───────────┘  │            │
///   ├──────────┴─► void          │            │
///   └────────────────────────────┴────────────┘ (counter sales skip steps)
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Being written: nothing is owed, nothing has moved.
    #[default]
    Draft,
    /// Agreed: it is owed.
    Confirmed,
    /// On its way: the goods have left the stock.
    Delivering,
    /// The customer has it.
    Delivered,
    /// All of it came back.
    Returned,
    /// Called off: its number stays, nothing is owed.
    Void,
}

impl OrderState {
    /// All, in the order of an order's life.
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Confirmed,
        Self::Delivering,
        Self::Delivered,
        Self::Returned,
        Self::Void,
    ];

    /// The states a person may bring it into from here. (`Returned` comes by itself with the last thing given back.)
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Confirmed, Self::Delivering, Self::Delivered, Self::Void],
            Self::Confirmed => &[Self::Delivering, Self::Delivered, Self::Draft, Self::Void],
            Self::Delivering => &[Self::Delivered, Self::Confirmed],
            Self::Delivered | Self::Returned | Self::Void => &[],
        }
    }

    /// Whether a person may bring it from here to there.
    #[must_use]
    pub fn may(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// Whether its goods have left the stock (what was given back is a movement of its own).
    #[must_use]
    pub const fn goods_are_out(self) -> bool {
        matches!(self, Self::Delivering | Self::Delivered | Self::Returned)
    }

    /// Whether its total is owed.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        !matches!(self, Self::Draft | Self::Void)
    }

    /// Whether its lines may still be changed.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Confirmed)
    }

    /// Whether somebody still has to do something about it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Confirmed | Self::Delivering)
    }
}

#[cfg(test)]
mod tests {
    use super::OrderState::{self, Confirmed, Delivered, Delivering, Draft, Returned, Void};

    #[test]
    fn goods_on_their_way_can_come_back_and_ended_orders_stay_ended() {
        assert!(Delivering.may(Confirmed) && !Delivering.may(Void));
        assert!(Draft.may(Delivered), "a sale over the counter");
        for end in [Delivered, Returned, Void] {
            assert!(OrderState::ALL.into_iter().all(|to| !end.may(to)), "{end:?}");
        }
    }

    #[test]
    fn what_has_left_the_stock_is_owed_and_cannot_be_edited() {
        for state in OrderState::ALL {
            assert!(!state.goods_are_out() || state.is_owed(), "{state:?}");
            assert!(!state.goods_are_out() || !state.is_editable(), "{state:?}");
        }
    }
}
