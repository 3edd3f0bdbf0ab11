//! What is known of particular direct-line boxes that their descriptors deny. Data.
//! May depend on `base`.

use crate::device::UsbId;

/// The osmocom AMR modem interface: an open board, the only direct-line box known to exist. Its firmware (2021–2023)
/// claims the PHONE jack's requests and notification, takes RING_AUX_JACK and does nothing, and never notifies the hook.
pub const OSMOCOM_AMR: UsbId = UsbId { vendor: 0x1d50, product: 0x6175 };

/// Claims that are known to be untrue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quirks {
    /// Claims to notify the desk phone's hook and does not.
    pub hides_desk_hook: bool,
    /// Takes the order to ring the desk phone and does nothing.
    pub ignores_desk_ring: bool,
}

impl Quirks {
    /// What is to be said of the claimed hook until the box has told it once.
    #[must_use]
    pub fn hook_doubt(&self) -> &'static str {
        if self.hides_desk_hook {
            "The box claims to tell the desk phone's hook; boxes of this kind are known not to."
        } else {
            "The box claims to tell the desk phone's hook and has not done so yet."
        }
    }

    /// What is to be said of the claimed ringing.
    #[must_use]
    pub fn ring_doubt(&self) -> &'static str {
        if self.ignores_desk_ring {
            "The box claims to ring the desk phone; boxes of this kind are known to do nothing."
        } else {
            "The box claims to ring the desk phone; nothing it says would prove that it does."
        }
    }
}

/// What is known of a box.
#[must_use]
pub fn of(id: Option<UsbId>) -> Quirks {
    let known = id == Some(OSMOCOM_AMR);
    Quirks { hides_desk_hook: known, ignores_desk_ring: known }
}
