//! The sound card of a line box: direct-line and telephone boxes carry the line's sound over USB Audio, beside their
//! control interface. What is said of it here lets somebody find the operating system's sound card that it became.
//! Follows USB Audio Class 1.0, section 4. Pure. May depend on `base`.

use super::descriptors::walk;
use crate::device::link::Pipe;

/// Terminal type of a telephone line (USB Terminal Types 1.0, table 2-6).
pub const PHONE_LINE: u16 = 0x0501;

const INTERFACE: u8 = 0x04;
const ENDPOINT: u8 = 0x05;
const CS_INTERFACE: u8 = 0x24;
const CLASS_AUDIO: u8 = 0x01;

/// One direction of the line's sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Its streaming interface.
    pub interface: u8,
    /// The alternate setting that has the endpoint.
    pub alternate: u8,
    /// Its isochronous endpoint.
    pub pipe: Pipe,
    /// Samples of one moment.
    pub channels: u8,
    /// Bits of one sample.
    pub bits: u8,
    /// Rates it knows, in Hz; a range is told by its two ends.
    pub rates: Vec<u32>,
}

/// The sound card of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsbAudio {
    /// bConfigurationValue of the configuration it is in.
    pub configuration: u8,
    /// Its control interface.
    pub control: u8,
    /// It says of itself that a telephone line is connected to it ([`PHONE_LINE`]).
    pub phone_line: bool,
    /// From the line to us.
    pub capture: Option<Stream>,
    /// From us into the line.
    pub playback: Option<Stream>,
}

impl UsbAudio {
    /// What Linux calls its control interface below `/sys/bus/usb/devices`: the box's place (`1-2.3`), configuration and
    /// interface. The kernel's sound card is in the folder `sound` there.
    #[must_use]
    pub fn sysfs_name(&self, place: &str) -> String {
        format!("{place}:{}.{}", self.configuration, self.control)
    }
}

/// The sound card in a configuration descriptor: the one among the interfaces `belongs`, else the first.
#[must_use]
pub fn find(configuration: &[u8], belongs: &[u8]) -> Option<UsbAudio> {
    let cards = cards(configuration);
    let own = cards.iter().find(|card| belongs.contains(&card.control));
    own.or(cards.first()).cloned()
}

/// Where we are in the walk through the descriptors.
enum Inside {
    Elsewhere,
    Control,
    Streaming(Stream),
}

fn cards(configuration: &[u8]) -> Vec<UsbAudio> {
    let (mut cards, mut inside) = (Vec::new(), Inside::Elsewhere);
    let value = configuration.get(5).copied().unwrap_or_default();
    for descriptor in walk(configuration) {
        match *descriptor {
            [_, INTERFACE, number, alternate, _, class, subclass, ..] => {
                inside = enter(&mut cards, value, [number, alternate], [class, subclass]);
            }
            [_, CS_INTERFACE, subtype, ref rest @ ..] => match &mut inside {
                Inside::Control => terminal(cards.last_mut(), subtype, rest),
                Inside::Streaming(stream) if subtype == 0x02 => format(stream, rest),
                _ => {}
            },
            [_, ENDPOINT, address, kind, ..] if is_data(kind) => {
                if let (Inside::Streaming(stream), Some(card)) = (&inside, cards.last_mut()) {
                    let stream = Stream { pipe: Pipe(address), ..stream.clone() };
                    let way =
                        if stream.pipe.is_in() { &mut card.capture } else { &mut card.playback };
                    way.get_or_insert(stream);
                }
            }
            _ => {}
        }
    }
    cards
}

fn enter(
    cards: &mut Vec<UsbAudio>,
    configuration: u8,
    [number, alternate]: [u8; 2],
    class: [u8; 2],
) -> Inside {
    match class {
        [CLASS_AUDIO, 0x01] => {
            let (capture, playback) = (None, None);
            cards.push(UsbAudio {
                configuration,
                control: number,
                phone_line: false,
                capture,
                playback,
            });
            Inside::Control
        }
        [CLASS_AUDIO, 0x02] => Inside::Streaming(Stream {
            interface: number,
            alternate,
            pipe: Pipe(0),
            channels: 0,
            bits: 0,
            rates: Vec::new(),
        }),
        _ => Inside::Elsewhere,
    }
}

/// An isochronous endpoint for data, not for feedback.
fn is_data(kind: u8) -> bool {
    kind & 0x33 == 0x01
}

/// Input and output terminals.
fn terminal(card: Option<&mut UsbAudio>, subtype: u8, rest: &[u8]) {
    if let (Some(card), 0x02 | 0x03, [_id, low, high, ..]) = (card, subtype, rest) {
        card.phone_line |= u16::from_le_bytes([*low, *high]) == PHONE_LINE;
    }
}

/// A format of type I: channels, bytes of a sample, bits, number of rates (0: a range), rates of three bytes.
fn format(stream: &mut Stream, rest: &[u8]) {
    if let [0x01, channels, _bytes, bits, _count, rates @ ..] = rest {
        (stream.channels, stream.bits) = (*channels, *bits);
        let rates = rates.as_chunks::<3>().0.iter();
        stream.rates = rates.map(|&[a, b, c]| u32::from_le_bytes([a, b, c, 0])).collect();
    }
}
