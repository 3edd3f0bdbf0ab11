//! Which known telephony boxes are plugged in. The only file that names `rusb`.
//! Uses a context of its own, never the global one; claims and drives nothing. May depend on `base`.

use crate::device::error::{DeviceError, DeviceErrorKind};
use crate::device::known::{self, KnownBox};
use crate::device::{Access, UsbId};
use rusb::UsbContext;

/// A known box on the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluggedBox {
    /// What it is.
    pub known: KnownBox,
    /// Bus and device number, as `lsusb` shows them. They change with every replug.
    pub bus: u8,
    /// See `bus`.
    pub address: u8,
    /// Ports from the root hub down: the same socket gives the same path.
    pub ports: Vec<u8>,
    /// Whether we might open it.
    pub access: Access,
}

impl PluggedBox {
    /// One sentence for people: what is there and what this version can do with it.
    #[must_use]
    pub fn describe(&self) -> String {
        let KnownBox { id, name, family } = self.known;
        let kind = family.name();
        let id = format!("{:04x}:{:04x}", id.vendor, id.product);
        let permission = match self.access {
            Access::Accessible => "",
            Access::NotPermitted => " (and its udev rule is not installed)",
            Access::Busy => " (and another program holds it)",
        };
        format!("{name} ({kind}, {id}) is plugged in; this version cannot drive it yet{permission}")
    }
}

/// Known boxes that are plugged in now.
///
/// # Errors
/// `Failed` when the bus cannot be asked (no USB at all is such a case on some systems).
pub fn plugged() -> Result<Vec<PluggedBox>, DeviceError> {
    let failed = |error: rusb::Error| {
        let kind = match error {
            rusb::Error::Access => DeviceErrorKind::NotPermitted,
            rusb::Error::Busy => DeviceErrorKind::Busy,
            _ => DeviceErrorKind::Failed,
        };
        DeviceError::new(kind, format!("the USB bus cannot be listed: {error}"))
    };
    let context = rusb::Context::new().map_err(failed)?;
    let devices = context.devices().map_err(failed)?;
    let mut boxes = Vec::new();
    for device in devices.iter() {
        // A device that vanishes between listing and asking is not there.
        let Ok(descriptor) = device.device_descriptor() else { continue };
        let id = UsbId { vendor: descriptor.vendor_id(), product: descriptor.product_id() };
        let Some(known) = known::find(id) else { continue };
        let (bus, address) = (device.bus_number(), device.address());
        let ports = device.port_numbers().unwrap_or_default();
        boxes.push(PluggedBox { known: *known, bus, address, ports, access: access(bus, address) });
    }
    boxes.sort_by(|a, b| (a.bus, &a.ports).cmp(&(b.bus, &b.ports)));
    Ok(boxes)
}

/// Whether the device's node lets us read and write. Asked of the file system, so that nothing is claimed.
#[cfg(target_os = "linux")]
fn access(bus: u8, address: u8) -> Access {
    let node = format!("/dev/bus/usb/{bus:03}/{address:03}");
    match std::fs::OpenOptions::new().read(true).write(true).open(node) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Access::NotPermitted,
        Err(error) if error.kind() == std::io::ErrorKind::ResourceBusy => Access::Busy,
        _ => Access::Accessible,
    }
}

/// Other systems tell only when a device is opened for work.
#[cfg(not(target_os = "linux"))]
fn access(_bus: u8, _address: u8) -> Access {
    Access::Accessible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listing_the_bus_ends_in_a_list_or_one_clear_sentence() {
        match plugged() {
            Ok(boxes) => {
                assert!(boxes.iter().all(|plugged| known::find(plugged.known.id).is_some()));
            }
            Err(error) => assert!(error.context.starts_with("the USB bus cannot be listed: ")),
        }
    }

    #[test]
    fn a_box_without_a_driver_is_named_honestly() {
        let known = *known::find(UsbId { vendor: 0x0572, product: 0x1349 }).unwrap();
        let plugged =
            PluggedBox { known, bus: 1, address: 4, ports: vec![2], access: Access::NotPermitted };
        assert_eq!(
            plugged.describe(),
            "StarTech USB56KEMH2 (voice modem, 0572:1349) is plugged in; this version cannot drive it yet \
             (and its udev rule is not installed)"
        );
    }
}
