//! Telephony boxes that can be told by their USB id, whether this version drives them or not. Data only.
//! Ids were collected from drivers, manuals and device lists of the projects that use these boxes; a product id does not
//! always settle what a modem can do. `udev/70-ringdesk.rules` has one line for each; a test compares them.
//! May depend on `base`.

use crate::device::UsbId;

/// What kind of box it is, which is how it would be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Voice modem: CDC-ACM and V.253 commands.
    VoiceModem,
    /// USB communication class, direct line control model.
    DirectLine,
    /// Yealink telephone box.
    Telbox,
    /// HID telephone adapter.
    HidAdapter,
}

impl Family {
    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::VoiceModem => "voice modem",
            Self::DirectLine => "direct-line interface",
            Self::Telbox => "telephone box",
            Self::HidAdapter => "telephone adapter",
        }
    }
}

/// One known box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownBox {
    /// Vendor and product.
    pub id: UsbId,
    /// What is printed on it, or who made its chip.
    pub name: &'static str,
    /// How it would be driven.
    pub family: Family,
}

const fn row(vendor: u16, product: u16, name: &'static str, family: Family) -> KnownBox {
    KnownBox { id: UsbId { vendor, product }, name, family }
}

/// Every known box.
pub const KNOWN: &[KnownBox] = &[
    row(0x0572, 0x1321, "Conexant CX93010", Family::VoiceModem),
    row(0x0572, 0x1324, "Dell RD02-D400", Family::VoiceModem),
    row(0x0572, 0x1328, "Shiro/Aztech UM-3100", Family::VoiceModem),
    row(0x0572, 0x1329, "Conexant CX93010", Family::VoiceModem),
    row(0x0572, 0x1340, "Conexant CX93010", Family::VoiceModem),
    row(0x0572, 0x1349, "StarTech USB56KEMH2", Family::VoiceModem),
    row(0x0803, 0x3095, "Zoom 3095", Family::VoiceModem),
    row(0x0ace, 0x1602, "ZyDAS 56K", Family::VoiceModem),
    row(0x0ace, 0x1608, "ZyDAS 56K", Family::VoiceModem),
    row(0x0ace, 0x1611, "ZyDAS 56K", Family::VoiceModem),
    row(0x0baf, 0x0303, "USRobotics USR5637", Family::VoiceModem),
    row(0x17ef, 0x7000, "Lenovo USB modem", Family::VoiceModem),
    row(0x1d50, 0x6175, "osmocom AMR modem interface", Family::DirectLine),
    row(0x335e, 0x8a01, "8amps Maple", Family::HidAdapter),
    row(0x6993, 0xb001, "Yealink USB-B2K / B3G", Family::Telbox),
];

/// The known box of this id.
#[must_use]
pub fn find(id: UsbId) -> Option<&'static KnownBox> {
    KNOWN.iter().find(|known| known.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::registry::DRIVERS;

    /// `(vendor, product)` of each rule.
    fn rules() -> Vec<UsbId> {
        let text = include_str!("../../udev/70-ringdesk.rules");
        let hex = |line: &str, key: &str| {
            let (_, rest) = line.split_once(&format!("ATTR{{{key}}}==\"")).unwrap();
            u16::from_str_radix(&rest[..4], 16).unwrap()
        };
        text.lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| UsbId { vendor: hex(line, "idVendor"), product: hex(line, "idProduct") })
            .collect()
    }

    #[test]
    fn udev_has_one_rule_for_every_known_box_and_none_besides() {
        let known: Vec<UsbId> = KNOWN.iter().map(|known| known.id).collect();
        assert_eq!(rules(), known);
        for driver in DRIVERS {
            for id in driver.usb_ids() {
                assert!(known.contains(id), "{} serves an unlisted {id:04x?}", driver.name());
            }
        }
        #[cfg(feature = "usb")]
        for id in known {
            let serves = |driver: &&&dyn crate::device::BoxDriver| driver.usb_ids().contains(&id);
            assert_eq!(DRIVERS.iter().filter(serves).count(), 1, "{id:04x?} has one driver");
        }
    }
}
