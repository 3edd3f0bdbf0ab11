//! Families of real boxes as rows of the driver table: boxes told by USB id, modems and receivers behind serial ports.
//! A family brings a function that opens its box over a [`Link`]; finding, naming and keeping alive is alike for all.
//! May depend on `base`.
//!
//! A box is named by what it is and where it is plugged in: `0572:1349@1-2.3`, or by its port: `/dev/ttyUSB0`, `COM3`. A box
//! that moved to another socket is found again as long as it is the only one of its kind.

use crate::base::clock::Clock;
use crate::device::error::{DeviceError, DeviceErrorKind};
pub use crate::device::families::OpenBox;
use crate::device::known::{Family, KNOWN};
use crate::device::link::{Link, LinkError, LinkErrorKind};
use crate::device::supervisor::{Socket, Supervised};
use crate::device::transcript::record::{self, Paper};
use crate::device::tty::{self, Port};
use crate::device::usb::watch::Watch;
use crate::device::usb::{self, PluggedBox};
use crate::device::{Access, BoxDriver, FoundBox, LineBox, UsbId};
use std::sync::Arc;
use std::time::Duration;

/// Where a family's boxes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// USB only.
    Usb,
    /// A serial port at so many bits a second, and USB where the port is not to be had.
    PortOrUsb(u32),
    /// A serial port only.
    Port(u32),
}

/// A row of the driver table.
#[derive(Debug, Clone, Copy)]
pub struct FamilyDriver {
    /// As in `--line NAME:ID`.
    pub name: &'static str,
    /// Which known boxes are its own; `None`: whatever is behind a serial port.
    pub family: Option<Family>,
    /// How they are reached.
    pub wire: Wire,
    /// Their USB ids.
    pub ids: &'static [UsbId],
    /// Opens one.
    pub open: OpenBox,
}

/// The ids of a family, for a row of the driver table. `N` is their number, checked when the program is built.
#[must_use]
pub const fn ids<const N: usize>(family: Family) -> [UsbId; N] {
    let mut found = [UsbId { vendor: 0, product: 0 }; N];
    let (mut at, mut count) = (0, 0);
    while at < KNOWN.len() {
        if KNOWN[at].family as u8 == family as u8 {
            found[count] = KNOWN[at].id;
            count += 1;
        }
        at += 1;
    }
    assert!(count == N, "the number of ids is wrong");
    found
}

/// Where one box is, as its id says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    usb: UsbId,
    place: Option<String>,
}

impl Spot {
    /// `0572:1349@1-2.3`; `None`: it is the name of a port.
    fn parse(id: &str) -> Option<Self> {
        let (usb, place) = id.split_once('@').map_or((id, None), |(usb, place)| (usb, Some(place)));
        let (vendor, product) = usb.split_once(':')?;
        let hex = |text: &str| u16::from_str_radix(text, 16).ok().filter(|_| text.len() == 4);
        let usb = UsbId { vendor: hex(vendor)?, product: hex(product)? };
        Some(Self { usb, place: place.map(str::to_owned) })
    }

    /// Which of these is meant: the one at its place, else the only one of its kind.
    fn choose<T>(&self, all: Vec<T>, of: impl Fn(&T) -> (UsbId, String)) -> Option<T> {
        let mut same: Vec<T> = all.into_iter().filter(|one| of(one).0 == self.usb).collect();
        let here = same.iter().position(|one| Some(of(one).1) == self.place);
        match here {
            Some(at) => Some(same.swap_remove(at)),
            None if same.len() == 1 || self.place.is_none() => {
                (!same.is_empty()).then(|| same.swap_remove(0))
            }
            None => None,
        }
    }
}

/// `0572:1349@1-2.3`.
fn id(usb: UsbId, place: &str) -> String {
    format!("{:04x}:{:04x}@{place}", usb.vendor, usb.product)
}

impl FamilyDriver {
    fn plugged(&self) -> Result<Vec<PluggedBox>, DeviceError> {
        if self.family.is_none() {
            return Ok(Vec::new());
        }
        let boxes = usb::plugged()?;
        Ok(boxes.into_iter().filter(|found| Some(found.known.family) == self.family).collect())
    }

    /// Serial ports that may be boxes of this family.
    fn ports(&self) -> Result<Vec<Port>, DeviceError> {
        if self.wire == Wire::Usb {
            return Ok(Vec::new());
        }
        let ports = tty::ports().map_err(device_error)?;
        let is_ours = |port: &Port| match port.usb {
            // Ports that are no USB are many and mostly empty: a person names them.
            None => false,
            Some(usb) if self.family.is_some() => self.ids.contains(&usb),
            Some(usb) => !KNOWN.iter().any(|known| known.id == usb),
        };
        Ok(ports.into_iter().filter(is_ours).collect())
    }

    /// Opens the wire of the box that `id` means.
    fn link(&self, id: &str, clock: &Arc<dyn Clock>) -> Result<Box<dyn Link>, DeviceError> {
        let gone = || self.nothing_at(id);
        let Some(spot) = Spot::parse(id) else {
            return match self.wire {
                Wire::Usb => Err(gone()),
                Wire::PortOrUsb(baud) | Wire::Port(baud) => Self::port_link(id, baud, clock),
            };
        };
        if let Wire::PortOrUsb(baud) = self.wire
            && let Some(port) = spot
                .choose(self.ports()?, |port| (port.usb.unwrap_or(spot.usb), port.place.clone()))
        {
            let opened = tty::open(&port, baud, Arc::clone(clock));
            match opened {
                Ok(link) => return Ok(Box::new(link)),
                // Somebody else has the port; through USB we would take it away from him.
                Err(error) if error.kind == LinkErrorKind::Busy => return Err(device_error(error)),
                Err(error) => tracing::debug!(%error, "not through its port"),
            }
        }
        let (place, _access) = self.seen(&spot)?.ok_or_else(gone)?;
        let link = usb::open(&place, Arc::clone(clock)).map_err(device_error)?;
        Ok(Box::new(link))
    }

    /// Where on the bus the box is, and whether it may be opened. Headsets and telephones of the HID class are many and
    /// in no table: whoever names one with its socket gets it.
    fn seen(&self, spot: &Spot) -> Result<Option<(String, Access)>, DeviceError> {
        let listed = spot.choose(self.plugged()?, |found| (found.known.id, found.place()));
        Ok(match (listed, &spot.place) {
            (Some(found), _) => Some((found.place(), found.access)),
            (None, Some(place)) if self.family == Some(Family::HidAdapter) => {
                usb::look(spot.usb, place).map(|access| (place.clone(), access))
            }
            (None, _) => None,
        })
    }

    fn port_link(
        name: &str,
        baud: u32,
        clock: &Arc<dyn Clock>,
    ) -> Result<Box<dyn Link>, DeviceError> {
        let known = tty::ports().map_err(device_error)?.into_iter().find(|port| port.name == name);
        let port = known.unwrap_or_else(|| Port::named(name));
        let link = tty::open(&port, baud, Arc::clone(clock)).map_err(device_error)?;
        Ok(Box::new(link))
    }

    /// What is behind a port, for people. Several drivers may be tried on a port of which nothing is known.
    fn port_name(&self, port: &Port) -> String {
        let product = if port.product.is_empty() { &port.name } else { &port.product };
        if self.family.is_some() { product.clone() } else { format!("{product} ({})", self.name) }
    }

    fn nothing_at(&self, id: &str) -> DeviceError {
        let known = self.list().unwrap_or_default();
        let names: Vec<String> = known.into_iter().map(|found| found.id).collect();
        let there = if names.is_empty() { "there is none at all".into() } else { names.join(", ") };
        DeviceError::new(
            DeviceErrorKind::Gone,
            format!("no {} is plugged in as \"{id}\"; plugged in: {there}", self.name),
        )
    }
}

/// What a failing wire means for whoever wants the box.
#[must_use]
pub fn device_error(error: LinkError) -> DeviceError {
    DeviceError::new(error.kind.into(), error.context)
}

impl BoxDriver for FamilyDriver {
    fn name(&self) -> &'static str {
        self.name
    }

    fn usb_ids(&self) -> &'static [UsbId] {
        self.ids
    }

    fn list(&self) -> Result<Vec<FoundBox>, DeviceError> {
        let ports = self.ports()?;
        // Through its port a box may be opened whatever USB allows; the port itself tells only when it is opened.
        let has_port = |found: &PluggedBox| ports.iter().any(|port| port.place == found.place());
        let boxes = self.plugged()?.into_iter().map(|found| FoundBox {
            id: id(found.known.id, &found.place()),
            name: found.known.name.to_owned(),
            access: if has_port(&found) { Access::Accessible } else { found.access },
            usb: Some(found.known.id),
            place: found.place(),
        });
        let mut all: Vec<FoundBox> = boxes.collect();
        for port in ports {
            // A modem that libusb sees too is one box.
            if all.iter().any(|found| found.usb == port.usb && found.place == port.place) {
                continue;
            }
            all.push(FoundBox {
                id: port.name.clone(),
                name: self.port_name(&port),
                access: Access::Accessible,
                usb: port.usb,
                place: port.name,
            });
        }
        Ok(all)
    }

    fn open(&self, id: &str, clock: Arc<dyn Clock>) -> Result<Box<dyn LineBox>, DeviceError> {
        let socket =
            FamilySocket { driver: *self, id: id.to_owned(), clock, watch: Watch::start() };
        Ok(Box::new(Supervised::start(Box::new(socket))?))
    }

    /// Nobody watches over it: a transcript is of one life of a box.
    fn open_recorded(
        &self,
        id: &str,
        clock: Arc<dyn Clock>,
        paper: Paper,
    ) -> Result<Box<dyn LineBox>, DeviceError> {
        let link = self.link(id, &clock)?;
        Ok(Box::new(record::open(self.name, link, self.open, clock, paper)?))
    }
}

/// Where one box of a family is plugged in.
struct FamilySocket {
    driver: FamilyDriver,
    id: String,
    clock: Arc<dyn Clock>,
    watch: Watch,
}

impl Socket for FamilySocket {
    fn now(&self) -> Duration {
        self.clock.now().mono
    }

    fn look(&mut self) -> Option<Access> {
        let found = self.driver.list().unwrap_or_default();
        match Spot::parse(&self.id) {
            Some(spot) => {
                let of = |found: &FoundBox| (found.usb.unwrap_or(spot.usb), found.place.clone());
                let listed = spot.choose(found, of).map(|found| found.access);
                let seen = || self.driver.seen(&spot).ok().flatten().map(|(_place, access)| access);
                listed.or_else(seen)
            }
            // A port need not be listed to be there: opening it tells.
            None => Some(Access::Accessible),
        }
    }

    fn open(&mut self) -> Result<Box<dyn LineBox>, DeviceError> {
        let link = self.driver.link(&self.id, &self.clock)?;
        #[cfg(feature = "sound")]
        let about = link.about().clone();
        let opened = (self.driver.open)(link)?;
        #[cfg(feature = "sound")]
        let opened = crate::device::usb_sound::attach(opened, &about, Arc::clone(&self.clock));
        Ok(opened)
    }

    fn reset(&mut self) -> Result<(), DeviceError> {
        let spot = Spot::parse(&self.id).ok_or_else(|| {
            DeviceError::new(DeviceErrorKind::Unsupported, "a serial port cannot be reset")
        })?;
        let seen = self.driver.seen(&spot)?;
        let (place, _access) = seen.ok_or_else(|| self.driver.nothing_at(&self.id))?;
        let mut link = usb::open(&place, Arc::clone(&self.clock)).map_err(device_error)?;
        link.reset().map_err(device_error)
    }

    fn wait(&mut self, timeout: Duration) -> bool {
        self.watch.wait(timeout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEM: UsbId = UsbId { vendor: 0x0572, product: 0x1349 };

    fn chosen(id: &str, places: &[&str]) -> Option<String> {
        let all = places.iter().map(|place| (*place).to_owned()).collect();
        Spot::parse(id).unwrap().choose(all, |place: &String| (MODEM, place.clone()))
    }

    #[test]
    fn a_box_is_found_at_its_place_and_elsewhere_when_it_is_the_only_one() {
        let both = ["1-1", "1-2"];
        assert_eq!(chosen("0572:1349@1-2", &both).as_deref(), Some("1-2"));
        assert_eq!(chosen("0572:1349@1-3", &both), None, "which of the two would be a guess");
        assert_eq!(chosen("0572:1349@1-3", &both[..1]).as_deref(), Some("1-1"), "it was moved");
        assert_eq!(chosen("0572:1349", &both).as_deref(), Some("1-1"));
        assert_eq!(chosen("0572:1349", &[]), None);
        for port in ["/dev/ttyACM0", "COM3", "0572", "0572:13", "05721349", ""] {
            assert_eq!(Spot::parse(port), None, "{port}");
        }
    }
}
