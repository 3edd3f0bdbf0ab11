//! What one caller-ID transmission (a burst, a DTMF string or a box report) said.
//! Follows Bellcore GR-30 / ETSI EN 300 659 for the contents. Names stay bytes; [`NameCoding`] turns them into text.
//! May not depend on other layers.

use serde::{Deserialize, Serialize};

/// How the burst was carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standard {
    /// FSK 1200/2200 Hz (US, Canada, China).
    Bell202,
    /// FSK 1300/2100 Hz (UK, most of Europe).
    V23,
    /// DTMF digits between marks.
    Dtmf,
    /// Told by the box, carriage unknown.
    Box,
}

/// How the message was laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Single data message format (type 0x04).
    Sdmf,
    /// Multiple data message format (type 0x80).
    Mdmf,
    /// DTMF string.
    Dtmf,
    /// Told by the box.
    Box,
}

/// Why no number came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Absence {
    /// `P`: withheld by the caller.
    #[serde(rename = "P")]
    Private,
    /// `O`: not available.
    #[serde(rename = "O")]
    Unavailable,
}

/// The clock in a burst, as sent: month 1–12, day 1–31, hour, minute. Never checked against reality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BurstTime {
    /// Month as sent.
    pub month: u8,
    /// Day as sent.
    pub day: u8,
    /// Hour as sent (some senders say 24).
    pub hour: u8,
    /// Minute as sent.
    pub minute: u8,
}

/// One caller-ID message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerId {
    /// Carriage.
    pub standard: Standard,
    /// Layout.
    pub format: Format,
    /// Digits as sent; `None` when the message has no number.
    pub number: Option<String>,
    /// Why there is no number, when the sender said so.
    pub absence: Option<Absence>,
    /// The name's bytes as sent, trailing blanks removed. Empty when none was sent.
    pub name: Vec<u8>,
    /// Date and time as sent.
    pub time: Option<BurstTime>,
    /// `false`: damaged, evidence for the line doctor only, never shown as a caller.
    pub checksum_ok: bool,
}

/// How to read the bytes of a name. Bytes all below 0x80 are ASCII in every coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameCoding {
    /// GBK / GB 18030 (China).
    #[default]
    Gbk,
    /// ISO 8859-1 (Europe).
    Latin1,
}

impl NameCoding {
    /// For a recording of unknown origin: GBK, unless the bytes are none.
    #[must_use]
    pub fn guess(bytes: &[u8]) -> Self {
        let gbk = encoding_rs::GB18030.decode_without_bom_handling(bytes);
        if gbk.1 { Self::Latin1 } else { Self::Gbk }
    }

    /// The name as text. Never fails: undecodable bytes become U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        let text = match self {
            Self::Gbk => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Latin1 => bytes.iter().copied().map(char::from).collect(),
        };
        text.trim_matches(|c: char| c == ' ' || c.is_control()).to_owned()
    }

    /// The bytes a transmitter sends for `name`.
    #[must_use]
    pub fn encode(self, name: &str) -> Vec<u8> {
        match self {
            Self::Gbk => encoding_rs::GB18030.encode(name).0.into_owned(),
            Self::Latin1 => {
                name.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_names_survive_the_round_trip() {
        assert_eq!(NameCoding::Gbk.encode("王伟"), [0xcd, 0xf5, 0xce, 0xb0]);
        assert_eq!(NameCoding::Gbk.decode(&[0xcd, 0xf5, 0xce, 0xb0]), "王伟");
        assert_eq!(NameCoding::Latin1.decode(b"JOS\xc9 \0"), "JOSÉ");
        assert_eq!(NameCoding::guess(b"JOS\xc9"), NameCoding::Latin1);
        assert_eq!(NameCoding::guess(&[0xcd, 0xf5]), NameCoding::Gbk);
    }
}
