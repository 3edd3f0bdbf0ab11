//! The table of box families, read top to bottom, and the few questions asked of it.
//! May depend on `base`.

use crate::base::clock::Clock;
use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::sim::SimDriver;
use crate::device::{Access, BoxDriver, FoundBox, LineBox, known};
use std::sync::{Arc, PoisonError, RwLock};

/// Every family. The simulated exchange is an ordinary row, the last one.
pub const DRIVERS: &[&dyn BoxDriver] = &[
    #[cfg(feature = "usb")]
    &rows::MODEM,
    #[cfg(feature = "usb")]
    &rows::DIRECT,
    #[cfg(feature = "usb")]
    &rows::TELBOX,
    #[cfg(feature = "usb")]
    &rows::HID,
    #[cfg(feature = "usb")]
    &rows::RECEIVER,
    #[cfg(feature = "usb")]
    &rows::WHOZZ,
    #[cfg(feature = "sound")]
    &crate::device::soundcard::SoundCardDriver,
    &SimDriver,
];

/// Rows of real boxes.
#[cfg(feature = "usb")]
mod rows {
    use crate::device::UsbId;
    use crate::device::families::{self, Opener};
    use crate::device::family::{FamilyDriver, Wire, ids};
    use crate::device::known::Family;

    static MODEM_IDS: [UsbId; 12] = ids(Family::VoiceModem);
    static DIRECT_IDS: [UsbId; 1] = ids(Family::DirectLine);
    static TELBOX_IDS: [UsbId; 1] = ids(Family::Telbox);
    static HID_IDS: [UsbId; 1] = ids(Family::HidAdapter);

    pub(super) static MODEM: FamilyDriver =
        known(families::MODEM, Family::VoiceModem, Wire::PortOrUsb(115_200), &MODEM_IDS);
    pub(super) static DIRECT: FamilyDriver =
        known(families::DIRECT, Family::DirectLine, Wire::Usb, &DIRECT_IDS);
    pub(super) static TELBOX: FamilyDriver =
        known(families::TELBOX, Family::Telbox, Wire::Usb, &TELBOX_IDS);
    pub(super) static HID: FamilyDriver =
        known(families::HID, Family::HidAdapter, Wire::Usb, &HID_IDS);
    /// CTI Comet, I-DEM and HT9032 modules speak at the speed of the bursts.
    pub(super) static RECEIVER: FamilyDriver = port(families::RECEIVER, 1_200);
    pub(super) static WHOZZ: FamilyDriver = port(families::WHOZZ, 9_600);

    const fn known(
        (name, open): Opener,
        family: Family,
        wire: Wire,
        ids: &'static [UsbId],
    ) -> FamilyDriver {
        FamilyDriver { name, family: Some(family), wire, ids, open }
    }

    const fn port((name, open): Opener, baud: u32) -> FamilyDriver {
        FamilyDriver { name, family: None, wire: Wire::Port(baud), ids: &[], open }
    }
}

/// Drivers that were registered, at most [`MOST_ADDED`].
static ADDED: RwLock<Vec<&'static dyn BoxDriver>> = RwLock::new(Vec::new());
/// How many drivers may be registered.
pub const MOST_ADDED: usize = 16;

/// Adds a driver from outside this crate; see [`plugin`](crate::device::plugin). To be called before the program opens a line.
///
/// # Errors
/// `Failed`, in words: a name that is empty, taken or not of lower-case letters, digits and `-`; too many drivers.
pub fn register(driver: &'static dyn BoxDriver) -> Result<(), DeviceError> {
    let name = driver.name();
    let refuse = |why: &str| {
        let context = format!("the driver \"{name}\" cannot be registered: {why}");
        Err(DeviceError::new(DeviceErrorKind::Failed, context))
    };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(is_plain) {
        return refuse("its name may have lower-case letters, digits and - only");
    }
    let mut added = ADDED.write().unwrap_or_else(PoisonError::into_inner);
    if DRIVERS.iter().chain(added.iter()).any(|known| known.name() == name) {
        return refuse("there is one of this name");
    }
    if added.len() >= MOST_ADDED {
        return refuse("there are too many");
    }
    added.push(driver);
    Ok(())
}

/// Registered drivers, then the table.
fn all() -> Vec<&'static dyn BoxDriver> {
    let added = ADDED.read().unwrap_or_else(PoisonError::into_inner);
    added.iter().chain(DRIVERS).copied().collect()
}

/// A box that some driver found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The driver's name.
    pub driver: &'static str,
    /// What it found.
    pub found: FoundBox,
}

impl Listed {
    /// What opens it: `sim`, `sound:NAME`.
    #[must_use]
    pub fn address(&self) -> String {
        address(self.driver, &self.found.id)
    }
}

fn address(driver: &str, id: &str) -> String {
    if id.is_empty() { driver.to_owned() } else { format!("{driver}:{id}") }
}

/// Every box that is there, those of registered drivers first, then in the order of the table, and what kept a driver from listing.
#[must_use]
pub fn list() -> (Vec<Listed>, Vec<DeviceError>) {
    let (mut boxes, mut errors) = (Vec::new(), Vec::new());
    for driver in all() {
        match driver.list() {
            Ok(found) => {
                boxes
                    .extend(found.into_iter().map(|found| Listed { driver: driver.name(), found }));
            }
            Err(error) => errors.push(error),
        }
    }
    // One bus that cannot be listed keeps several drivers from listing.
    errors.dedup();
    (boxes, errors)
}

/// The first known telephone box that is plugged in and may be opened: what a person without a choice expects to be used.
#[must_use]
pub fn plugged_in() -> Option<Listed> {
    list().0.into_iter().find(|listed| {
        let is_known = listed.found.usb.is_some_and(|id| known::find(id).is_some());
        is_known && listed.found.access == Access::Accessible
    })
}

/// The driver of an address and the box's id within it.
///
/// # Errors
/// `Gone`, with the drivers that exist, when there is none of that name.
pub fn driver(address: &str) -> Result<(&'static dyn BoxDriver, &str), DeviceError> {
    let (name, id) = address.split_once(':').unwrap_or((address, ""));
    let drivers = all();
    let driver = drivers.iter().find(|driver| driver.name() == name);
    driver.map(|driver| (*driver, id)).ok_or_else(|| {
        let names: Vec<_> = drivers.iter().map(|driver| driver.name()).collect();
        DeviceError::new(
            DeviceErrorKind::Gone,
            format!("there is no line \"{address}\"; lines begin with: {}", names.join(", ")),
        )
    })
}

/// Opens a box by address: `sim`, `sound:NAME`.
///
/// # Errors
/// As [`BoxDriver::open`]; where there is no such box, the context lists the boxes that exist.
pub fn open(address: &str, clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
    let (driver, id) = driver(address)?;
    driver.open(id, clock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::ManualClock;

    #[test]
    fn the_simulated_line_is_always_there_and_opens_by_name() {
        let (boxes, _errors) = list();
        assert_eq!(boxes.last().map(Listed::address).as_deref(), Some("sim"));
        let opened = open("sim", Arc::new(ManualClock::default())).unwrap();
        assert!(opened.capabilities().ring);
    }

    #[test]
    fn an_unknown_line_is_answered_with_what_exists() {
        let error = open("qnv:1", Arc::new(ManualClock::default())).err().unwrap();
        assert_eq!(error.kind, DeviceErrorKind::Gone);
        assert!(error.context.ends_with("sim"), "{error}");
        let error = open("sim:2", Arc::new(ManualClock::default())).err().unwrap();
        assert!(error.context.contains("\"2\""), "{error}");
    }
}
