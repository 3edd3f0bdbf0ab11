//! The HID interfaces of a configuration descriptor and their pipes (USB 2.0, 9.6; HID 1.11, 6.2.1). Pure.
//! May depend on `base`.

use crate::device::link::Pipe;

const INTERFACE: u8 = 4;
const ENDPOINT: u8 = 5;
const HID: u8 = 0x21;
const REPORT: u8 = 0x22;
const CLASS_HID: u8 = 3;
const INTERRUPT: u8 = 3;

/// A HID interface that can tell us something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HidInterface {
    /// bInterfaceNumber.
    pub number: u8,
    /// bAlternateSetting.
    pub alternate: u8,
    /// A boot keyboard or mouse: the computer needs it, it is none of ours.
    pub boot: bool,
    /// Interrupt IN.
    pub input: Pipe,
    /// Interrupt OUT; without one, reports go out by `SET_REPORT`.
    pub output: Option<Pipe>,
    /// Length of the report descriptor in bytes; 0 when the interface does not say.
    pub report_length: u16,
}

/// Every HID interface with an interrupt IN pipe, in order. Descriptors that are cut off or have a wrong length end the list.
#[must_use]
pub fn hid_interfaces(configuration: &[u8]) -> Vec<HidInterface> {
    let (mut found, mut current): (Vec<HidInterface>, Option<Draft>) = (Vec::new(), None);
    let mut rest = configuration;
    while let [length, kind, ..] = *rest {
        let Some((whole, after)) =
            rest.split_at_checked(usize::from(length)).filter(|_| length >= 2)
        else {
            break;
        };
        rest = after;
        match (kind, whole) {
            (INTERFACE, &[_, _, number, alternate, _, class, subclass, protocol, ..]) => {
                found.extend(current.take().and_then(Draft::finish));
                let boot = subclass == 1 && matches!(protocol, 1 | 2);
                current = (class == CLASS_HID).then(|| Draft::new(number, alternate, boot));
            }
            (HID, &[_, _, _, _, _, _, ref listed @ ..]) => {
                if let Some(draft) = &mut current {
                    draft.report_length = report_length(listed);
                }
            }
            (ENDPOINT, &[_, _, address, attributes, ..]) if attributes & 3 == INTERRUPT => {
                if let Some(draft) = &mut current {
                    draft.endpoint(Pipe(address));
                }
            }
            _ => {}
        }
    }
    found.extend(current.and_then(Draft::finish));
    found
}

/// The report descriptor's length among (type, length) triples.
fn report_length(listed: &[u8]) -> u16 {
    let length = |triple: &[u8]| match triple {
        &[REPORT, low, high] => Some(u16::from_le_bytes([low, high])),
        _ => None,
    };
    listed.chunks_exact(3).find_map(length).unwrap_or(0)
}

struct Draft {
    number: u8,
    alternate: u8,
    boot: bool,
    input: Option<Pipe>,
    output: Option<Pipe>,
    report_length: u16,
}

impl Draft {
    fn new(number: u8, alternate: u8, boot: bool) -> Self {
        Self { number, alternate, boot, input: None, output: None, report_length: 0 }
    }

    fn endpoint(&mut self, pipe: Pipe) {
        let place = if pipe.is_in() { &mut self.input } else { &mut self.output };
        place.get_or_insert(pipe);
    }

    fn finish(self) -> Option<HidInterface> {
        let Self { number, alternate, boot, input, output, report_length } = self;
        Some(HidInterface { number, alternate, boot, input: input?, output, report_length })
    }
}
