//! Where a modem's control and data are among its USB interfaces (CDC 1.1, 5.2; PSTN 1.2). Descriptors lie: the union
//! may be missing or stand with the wrong interface, so there is a fallback behind each fallback.
//! Pure. May depend on `base`.

use crate::device::link::Pipe;

/// An interface with its endpoints.
#[derive(Debug, Clone, Default)]
struct Interface {
    number: u8,
    alternate: u8,
    class: u8,
    subclass: u8,
    /// (address, transfer type).
    endpoints: Vec<(u8, u8)>,
    /// Data interface named by a call-management descriptor.
    call_management: Option<u8>,
    /// Control and data interface named by a union descriptor.
    union: Option<(u8, u8)>,
}

/// How to talk to a modem on USB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Interface that takes class requests.
    pub control: u8,
    /// Interface with the data; may be the same.
    pub data: u8,
    /// Alternate setting of the data interface.
    pub alternate: u8,
    /// Where notifications come from.
    pub notices: Option<Pipe>,
    /// From the modem.
    pub input: Pipe,
    /// To the modem.
    pub output: Pipe,
}

/// Class of the control interface.
const COMMUNICATION: u8 = 0x02;
/// Subclass: abstract control model.
const ABSTRACT: u8 = 0x02;
/// Class of the data interface.
const DATA: u8 = 0x0a;
/// Endpoint types.
const BULK: u8 = 2;
const INTERRUPT: u8 = 3;

/// Finds the modem in a configuration descriptor: by the union, by call management, by the next data interface, or in a
/// single interface with three endpoints. `None`: there is no modem.
#[must_use]
pub fn find(configuration: &[u8]) -> Option<Layout> {
    let interfaces = interfaces(configuration);
    let control = interfaces
        .iter()
        .find(|i| (i.class, i.subclass) == (COMMUNICATION, ABSTRACT))
        .or_else(|| interfaces.iter().find(|i| i.class == COMMUNICATION));
    let named =
        |number: u8| interfaces.iter().find(move |i| i.number == number && i.bulk_pair().is_some());
    let Some(control) = control else {
        let single =
            interfaces.iter().find(|i| i.bulk_pair().is_some() && i.notices().is_some())?;
        return single.layout(single);
    };
    let union = interfaces
        .iter()
        .filter_map(|i| i.union)
        .find(|(master, slave)| *master == control.number || *slave == control.number);
    let other = union.map(|(a, b)| if a == control.number { b } else { a });
    let managed = control.call_management;
    let next = interfaces
        .iter()
        .find(|i| i.class == DATA && i.number > control.number && i.bulk_pair().is_some())
        .or_else(|| interfaces.iter().find(|i| i.class == DATA && i.bulk_pair().is_some()));
    let data = other
        .and_then(named)
        .or_else(|| managed.and_then(named))
        .or(next)
        .or_else(|| named(control.number))?;
    control.layout(data)
}

impl Interface {
    fn bulk_pair(&self) -> Option<(Pipe, Pipe)> {
        let bulk = |into: bool| {
            self.endpoints
                .iter()
                .find(|(address, kind)| *kind == BULK && (address & 0x80 != 0) == into)
                .map(|(address, _)| Pipe(*address))
        };
        Some((bulk(true)?, bulk(false)?))
    }

    fn notices(&self) -> Option<Pipe> {
        self.endpoints
            .iter()
            .find(|(address, kind)| *kind == INTERRUPT && address & 0x80 != 0)
            .map(|(address, _)| Pipe(*address))
    }

    fn layout(&self, data: &Self) -> Option<Layout> {
        let (input, output) = data.bulk_pair()?;
        let notices = self.notices().or_else(|| data.notices());
        let (control, alternate) = (self.number, data.alternate);
        Some(Layout { control, data: data.number, alternate, notices, input, output })
    }
}

/// The interfaces in order; descriptors between them belong to the one before.
fn interfaces(configuration: &[u8]) -> Vec<Interface> {
    let mut found: Vec<Interface> = Vec::new();
    let mut rest = configuration;
    while let Some((descriptor, after)) = next(rest) {
        rest = after;
        match *descriptor {
            [_, 4, number, alternate, _, class, subclass, ..] => {
                found.push(Interface {
                    number,
                    alternate,
                    class,
                    subclass,
                    ..Interface::default()
                });
            }
            [_, 5, address, kind, ..] => {
                if let Some(last) = found.last_mut() {
                    last.endpoints.push((address, kind & 3));
                }
            }
            [_, 0x24, 1, _, data, ..] => {
                if let Some(last) = found.last_mut() {
                    last.call_management = Some(data);
                }
            }
            [_, 0x24, 6, master, slave, ..] => {
                if let Some(last) = found.last_mut() {
                    last.union = Some((master, slave));
                }
            }
            _ => {}
        }
    }
    found
}

/// The next descriptor and what follows it; `None` at the end or where a length is impossible.
fn next(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(*bytes.first()?);
    if length < 2 { None } else { bytes.split_at_checked(length) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CONFIGURATION: [u8; 9] = [9, 2, 0, 0, 2, 1, 0, 0x80, 50];
    const CONTROL: [u8; 9] = [9, 4, 0, 0, 1, 2, 2, 1, 0];
    const NOTICES: [u8; 7] = [7, 5, 0x83, 3, 8, 0, 32];
    const DATA_INTERFACE: [u8; 9] = [9, 4, 1, 0, 2, 10, 0, 0, 0];
    const INPUT: [u8; 7] = [7, 5, 0x81, 2, 64, 0, 0];
    const OUTPUT: [u8; 7] = [7, 5, 0x02, 2, 64, 0, 0];

    fn found(parts: &[&[u8]]) -> Option<(u8, u8, Option<u8>)> {
        let layout = find(&[&CONFIGURATION[..], &parts.concat()].concat())?;
        assert_eq!((layout.input, layout.output), (Pipe(0x81), Pipe(0x02)));
        Some((layout.control, layout.data, layout.notices.map(|pipe| pipe.0)))
    }

    #[test]
    fn a_modem_is_found_whatever_its_descriptors_forget() {
        let data: &[&[u8]] = &[&DATA_INTERFACE, &INPUT, &OUTPUT];
        let usual = Some((0, 1, Some(0x83)));
        let with = |extra: &[u8]| {
            let control: &[&[u8]] = &[&CONTROL, extra, &NOTICES];
            found(&[control, data].concat())
        };
        assert_eq!(with(&[5, 0x24, 6, 0, 1]), usual, "union");
        assert_eq!(with(&[5, 0x24, 6, 1, 0]), usual, "union, the other way round");
        assert_eq!(with(&[5, 0x24, 6, 0, 7]), usual, "union that names nothing");
        assert_eq!(with(&[5, 0x24, 1, 3, 1]), usual, "call management");
        assert_eq!(with(&[]), usual, "nothing");
        let union_with_data: &[&[u8]] =
            &[&CONTROL, &NOTICES, &DATA_INTERFACE, &[5, 0x24, 6, 0, 1], &INPUT, &OUTPUT];
        assert_eq!(found(union_with_data), usual);
        let single: &[&[u8]] = &[&[9, 4, 0, 0, 3, 2, 2, 1, 0], &NOTICES, &INPUT, &OUTPUT];
        assert_eq!(found(single), Some((0, 0, Some(0x83))));
        let vendor: &[&[u8]] = &[&[9, 4, 0, 0, 3, 255, 0, 0, 0], &NOTICES, &INPUT, &OUTPUT];
        assert_eq!(found(vendor), Some((0, 0, Some(0x83))));
        assert_eq!(found(&[&CONTROL, &NOTICES]), None);
    }

    proptest! {
        #[test]
        fn no_descriptor_upsets_the_search(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            let _any = find(&bytes);
        }
    }
}
