//! What a modem says of its abilities: rows of `+VLS=?` (which events it reports where, V.253 and the Rockwell family)
//! and of `+VSM=?` (its codecs, told by their labels: numbers mean different things on different chips).
//! Pure. May depend on `base`.

use crate::device::modem::codec::Coding;

/// Events of the masks: bit numbers counted from the most significant bit.
pub mod event {
    /// Caller ID.
    pub const CALLER_ID: u8 = 0;
    /// Ring.
    pub const RING: u8 = 3;
    /// DTMF.
    pub const DTMF: u8 = 4;
    /// The phone on the modem's own socket is lifted or put back.
    pub const LOCAL_HOOK: u8 = 8;
    /// Tip and ring swapped.
    pub const POLARITY: u8 = 14;
    /// A phone elsewhere on the line is lifted or put back.
    pub const EXTENSION_HOOK: u8 = 24;
}

/// A place the modem can be connected to, one row of `+VLS=?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Value for `+VLS=`.
    pub number: u8,
    /// What it connects, in the modem's words: `T` line, `L` phone, `LT` both. Often empty.
    pub label: String,
    /// Events reported while sending.
    pub sending: u32,
    /// Events reported while receiving.
    pub receiving: u32,
    /// Events reported otherwise.
    pub idle: u32,
}

fn has(mask: u32, event: u8) -> bool {
    mask & (0x8000_0000_u32.checked_shr(u32::from(event)).unwrap_or(0)) != 0
}

impl Place {
    /// Whether this event is ever reported here.
    #[must_use]
    pub fn reports(&self, event: u8) -> bool {
        has(self.sending | self.receiving | self.idle, event)
    }

    /// Whether it is reported while nothing is sent or received.
    #[must_use]
    pub fn reports_idle(&self, event: u8) -> bool {
        has(self.idle, event)
    }

    /// Whether it is reported while the line is recorded.
    #[must_use]
    pub fn reports_receiving(&self, event: u8) -> bool {
        has(self.receiving, event)
    }
}

/// Fields of a row: separated by commas, quotes and brackets hold together what is in them.
fn fields(row: &str) -> Vec<String> {
    let (mut found, mut field) = (Vec::new(), String::new());
    let (mut quoted, mut depth) = (false, 0_u8);
    for c in row.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == ',' && !quoted && depth == 0 {
            found.push(std::mem::take(&mut field).trim().to_owned());
        } else {
            field.push(c);
        }
    }
    found.push(field.trim().to_owned());
    found
}

/// A whole row may stand in brackets: `(0,"",…)`. Brackets around a single value are only in the way, too.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map_or(text, str::trim)
}

/// Reads the rows of `+VLS=?`. What is no row is left out; a row without masks reports nothing.
#[must_use]
pub fn places(lines: &[String]) -> Vec<Place> {
    let rows = lines.iter().map(|line| line.trim().trim_start_matches("+VLS:").trim());
    let mut found: Vec<Place> = rows.clone().filter_map(place).collect();
    if found.is_empty() {
        // Some modems only list the numbers: (0,1,4-7).
        let numbers = rows.flat_map(numbers).collect::<Vec<u8>>();
        found.extend(numbers.into_iter().map(|number| Place {
            number,
            label: String::new(),
            sending: 0,
            receiving: 0,
            idle: 0,
        }));
    }
    found
}

fn place(row: &str) -> Option<Place> {
    let fields = fields(bare(row));
    let [number, label, masks @ ..] = fields.as_slice() else { return None };
    if !label.starts_with('"') && !masks.iter().any(|mask| bare(mask).len() >= 6) {
        return None;
    }
    let mask = |index: usize| {
        let text = masks.get(index).map_or("", |mask| bare(mask));
        let text = text.trim_matches('"').trim_start_matches("0x");
        // Longer masks have more events behind the known ones.
        u32::from_str_radix(text.get(..8).unwrap_or(text), 16).unwrap_or(0)
    };
    Some(Place {
        number: bare(number).parse().ok()?,
        label: label.trim_matches('"').trim().to_ascii_uppercase(),
        sending: mask(0),
        receiving: mask(1),
        idle: mask(2),
    })
}

fn numbers(row: &str) -> Vec<u8> {
    let mut found = Vec::new();
    for part in bare(row).split(',') {
        match part.split_once('-') {
            Some((from, to)) => {
                if let (Ok(from), Ok(to)) = (from.trim().parse::<u8>(), to.trim().parse::<u8>()) {
                    found.extend(from..=to);
                }
            }
            None => found.extend(part.trim().parse::<u8>()),
        }
    }
    found
}

/// A codec of the modem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method {
    /// Value for `+VSM=`.
    pub number: u8,
    /// What it is.
    pub coding: Coding,
}

/// Reads the rows of `+VSM=?`: the codecs that we know, at 8000 samples per second, best first.
#[must_use]
pub fn methods(lines: &[String]) -> Vec<Method> {
    let rows = lines.iter().map(|line| line.trim().trim_start_matches("+VSM:").trim());
    let mut found: Vec<Method> = rows.filter_map(method).collect();
    found.sort_by_key(|method| method.coding);
    found
}

fn method(row: &str) -> Option<Method> {
    let fields = fields(bare(row));
    let [number, label, rest @ ..] = fields.as_slice() else { return None };
    let number = bare(number).parse().ok()?;
    let values = || rest.iter().flat_map(|field| bare(field).split([',', '-']));
    let figures = || values().filter_map(|value| bare(value).parse::<u32>().ok());
    let bits = figures().next().filter(|bits| *bits <= 16);
    let mut rates = figures().filter(|figure| *figure >= 4_000);
    let spans = rest.iter().any(|field| {
        let span = bare(field).split_once('-');
        let span = span.and_then(|(a, b)| Some(a.trim().parse().ok()?..=b.trim().parse().ok()?));
        span.is_some_and(|span: std::ops::RangeInclusive<u32>| span.contains(&8_000))
    });
    if !spans && !rates.any(|rate| rate == 8_000) {
        return None;
    }
    Some(Method { number, coding: coding(&label.to_ascii_lowercase(), bits)? })
}

fn coding(label: &str, bits: Option<u32>) -> Option<Coding> {
    let says = |word: &str| label.contains(word);
    let bits = if says("16") { Some(16) } else { bits };
    let compact: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    if says("adpcm") {
        return (says("ima") && bits.is_none_or(|bits| bits == 4)).then_some(Coding::ImaAdpcm);
    }
    if compact.contains("ulaw") || compact.contains("mulaw") || says("\u{b5}") {
        return Some(Coding::MuLaw);
    }
    if compact.contains("alaw") {
        return Some(Coding::ALaw);
    }
    if !(says("pcm") || says("linear") || says("signed")) || says("14") {
        return None;
    }
    match bits {
        Some(16) => Some(Coding::Signed16),
        Some(8) | None if says("signed") && !says("unsigned") => Some(Coding::Signed8),
        Some(8) | None => Some(Coding::Unsigned8),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn masks_say_what_a_modem_reports() {
        let found = places(&lines(
            "0,\"\",B0000000,B0000000,B0800080\n(1,\"T\",0B8000E0,0F8200E4,0B840000)\nOKAY",
        ));
        assert_eq!(found.len(), 2);
        let (idle, line) = (&found[0], &found[1]);
        assert!(idle.reports_idle(event::CALLER_ID) && idle.reports_idle(event::RING));
        assert!(idle.reports_idle(event::LOCAL_HOOK) && idle.reports_idle(event::EXTENSION_HOOK));
        assert!(!idle.reports_receiving(event::LOCAL_HOOK));
        assert_eq!((line.number, line.label.as_str()), (1, "T"));
        assert!(line.reports(event::DTMF) && line.reports_receiving(event::POLARITY));
        let long = places(&lines("0,\"\",0000008000,0000008000,B000008000"));
        assert!(long[0].reports_idle(event::EXTENSION_HOOK) && !long[0].reports(event::LOCAL_HOOK));
        let bare = places(&lines("+VLS: (0,1,4-6)"));
        assert_eq!(bare.iter().map(|place| place.number).collect::<Vec<_>>(), [0, 1, 4, 5, 6]);
    }

    #[test]
    fn codecs_are_told_by_their_label_and_the_best_comes_first() {
        let conexant = "0,\"SIGNED PCM\",8,0,8000,0,0\n1,\"UNSIGNED PCM\",8,0,8000,0,0\n129,\"IMA ADPCM\",4,0,8000,0,0\n\
            131,\"Mu-Law\",8,0,8000,0,0\n132,\"A-Law\",8,0,8000,0,0\n133,\"14 bit PCM\",14,0,8000,0,0";
        let usr = "128,\"8-BIT LINEAR\",(7200,8000,11025)\n129,\"16-BIT LINEAR\",(7200,8000,11025)\n\
            130,\"8-BIT ALAW\",(8000)\n131,\"8-BIT ULAW\",(8000)\n132,\"IMA ADPCM\",(7200,8000,11025)\n140,\"2 bit ADPCM\",2,0,(7200)";
        let told = |text: &str| {
            methods(&lines(text)).iter().map(|m| (m.number, m.coding)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(conexant),
            [
                (131, Coding::MuLaw),
                (132, Coding::ALaw),
                (1, Coding::Unsigned8),
                (0, Coding::Signed8),
                (129, Coding::ImaAdpcm)
            ]
        );
        assert_eq!(
            told(usr)[..3],
            [(129, Coding::Signed16), (131, Coding::MuLaw), (130, Coding::ALaw)]
        );
        assert_eq!(told("(4,\"PCM MULAW\",8,(0),(7200,8000),(0))"), [(4, Coding::MuLaw)]);
        assert_eq!(told("1,\"UNSIGNED PCM\",8,0,7200,0,0"), []);
        assert_eq!(told("1,\"UNSIGNED PCM\",8,0,(7200-11025),0,0"), [(1, Coding::Unsigned8)]);
    }

    proptest! {
        #[test]
        fn no_row_upsets_the_reading(row in "[0-9A-F,\"() \\-a-z]{0,60}") {
            let rows = [row];
            let _any = (places(&rows), methods(&rows));
        }
    }
}
