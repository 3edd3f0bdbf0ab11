//! What the usages of the telephony page (0Bh) and the LED page (08h) mean to us (HUT 1.12, sections 11 and 14).
//! May depend on `base`.

use crate::base::signal::Button;

/// A usage: page and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Usage {
    /// Usage page.
    pub page: u16,
    /// Usage id.
    pub id: u16,
}

/// The telephony page.
pub const TELEPHONY: u16 = 0x0b;
/// The LED page.
pub const LED: u16 = 0x08;

impl Usage {
    /// A usage of the telephony page.
    #[must_use]
    pub const fn phone(id: u16) -> Self {
        Self { page: TELEPHONY, id }
    }

    /// A usage of the LED page.
    #[must_use]
    pub const fn led(id: u16) -> Self {
        Self { page: LED, id }
    }
}

/// Hook switch.
pub const HOOK_SWITCH: Usage = Usage::phone(0x20);
/// Mute.
pub const PHONE_MUTE: Usage = Usage::phone(0x2f);
/// The ringer (a tone generator's selector).
pub const RINGER: Usage = Usage::phone(0x9e);
/// Mute lamp.
pub const LED_MUTE: Usage = Usage::led(0x09);
/// Off-hook lamp.
pub const LED_OFF_HOOK: Usage = Usage::led(0x17);
/// Ring lamp.
pub const LED_RING: Usage = Usage::led(0x18);

/// What a control of an input report means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// A key that is no digit.
    Button(Button),
    /// A key of the keypad.
    Digit(char),
    /// The line rings.
    Ring,
}

/// What `usage` means in an input report; `None`: nothing to us.
#[must_use]
pub fn meaning(usage: Usage) -> Option<Meaning> {
    if usage == LED_RING || usage == RINGER {
        return Some(Meaning::Ring);
    }
    if usage.page != TELEPHONY {
        return None;
    }
    let button = match usage.id {
        0x20 => Button::Hook,
        0x21 => Button::Flash,
        0x23 => Button::Hold,
        0x24 => Button::Redial,
        0x26 => Button::Drop,
        0x2f => Button::Mute,
        id => return digit(id).map(Meaning::Digit),
    };
    Some(Meaning::Button(button))
}

fn digit(id: u16) -> Option<char> {
    const KEYS: &[u8; 16] = b"0123456789*#ABCD";
    let key = KEYS.get(usize::from(id.checked_sub(0xb0)?))?;
    Some(char::from(*key))
}

/// Every usage of an input report that means something to us.
pub fn told() -> impl Iterator<Item = Usage> {
    let keys = [0x20, 0x21, 0x23, 0x24, 0x26, 0x2f].map(Usage::phone);
    keys.into_iter().chain(digits()).chain([LED_RING, RINGER])
}

/// The keys of a keypad.
pub fn digits() -> impl Iterator<Item = Usage> {
    (0xb0..=0xbf).map(Usage::phone)
}

/// A short name for people, of the usages that we know; hexadecimal otherwise.
#[must_use]
pub fn name(usage: Usage) -> String {
    match (usage.page, usage.id) {
        (TELEPHONY, 0x01) => "phone".to_owned(),
        (TELEPHONY, 0x02) => "answering machine".to_owned(),
        (TELEPHONY, 0x04) => "receiver".to_owned(),
        (TELEPHONY, 0x05) => "headset".to_owned(),
        (TELEPHONY, 0x06) => "keypad".to_owned(),
        (page, id) => format!("{page:02x}:{id:02x}"),
    }
}
