//! What a message says besides who calls, in words for the line doctor: the parameters of Bellcore GR-30 and
//! ETSI EN 300 659-3 that a card does not show, and messages that are no calls (message waiting, charge, SMS).
//! May depend on `base`.

use crate::base::message::MDMF;

/// A message that is no call, in a few words: what kind it is, and for message waiting whether there are any.
#[must_use]
pub fn other(frame: &[u8]) -> String {
    let [kind, body @ ..] = frame else { return String::new() };
    let body = body.get(1..body.len().saturating_sub(1)).unwrap_or_default();
    let name = match kind {
        0x06 => match body.first() {
            // Bellcore: three times 42 lights the lamp, three times 6F puts it out.
            Some(0x42) => "message waiting: on",
            Some(0x6f) => "message waiting: off",
            _ => "message waiting",
        },
        0x82 => "message waiting",
        0x86 => "advice of charge",
        0x89 => "short message (SMS)",
        0x40 => "call arrival, Japan",
        _ => "message",
    };
    let details = if *kind >= 0x80 { words(body) } else { String::new() };
    let separator = if details.is_empty() { "" } else { "; " };
    format!("{name}{separator}{details} (type {kind:02x}, not a call)")
}

/// What a call's frame says beyond time, number and name; empty when there is nothing.
#[must_use]
pub fn more(frame: &[u8]) -> String {
    match frame {
        [MDMF, _, body @ .., _] => words(body),
        _ => String::new(),
    }
}

/// The parameters of a body in words, those that a card shows left out.
fn words(mut body: &[u8]) -> String {
    let mut said = Vec::new();
    while let Some((&[kind, length], rest)) = body.split_first_chunk::<2>() {
        let Some((value, after)) = rest.split_at_checked(usize::from(length)) else { break };
        body = after;
        said.extend(word(kind, value));
    }
    said.join("; ")
}

fn word(kind: u8, value: &[u8]) -> Option<String> {
    let text = || {
        let printable = value.iter().filter(|byte| (0x20..0x7f).contains(*byte));
        printable.map(|byte| char::from(*byte)).collect::<String>()
    };
    let first = value.first().copied().unwrap_or_default();
    let said = match kind {
        0x01 | 0x02 | 0x04 | 0x07 => return None,
        0x03 => format!("dialled {}", text()),
        0x05 => format!("redirected: {}", redirection(first)),
        0x06 => match first {
            b'L' => "long distance".to_owned(),
            _ => format!("qualifier {}", text()),
        },
        0x08 => format!("no name ({})", absence(first)),
        0x09 => "alternate route".to_owned(),
        0x0b => (if first == 0 { "lamp off" } else { "lamp on" }).to_owned(),
        0x0d => format!("message id {}", hex(value)),
        0x10 => format!("complementary number {}", text()),
        0x11 => format!("call type: {}", call_type(first)),
        0x13 => format!("{first} messages"),
        0x15 => format!("forwarded: {}", redirection(first)),
        0x16 => format!("caller is {}", user_type(first)),
        0x1a => format!("redirected by {}", text()),
        0x20 => format!("charge {}", text()),
        0x21 => format!("additional charge {}", text()),
        0x23 => format!("duration {}", text()),
        0x50 => format!("display: {}", text()),
        0x55 => format!("service {}", hex(value)),
        _ => format!("parameter {kind:02x}: {}", hex(value)),
    };
    Some(said)
}

fn absence(reason: u8) -> &'static str {
    match reason {
        b'P' => "withheld",
        b'O' => "not available",
        _ => "reason unknown",
    }
}

fn redirection(reason: u8) -> &'static str {
    match reason {
        0x01 => "busy",
        0x02 => "no answer",
        0x03 => "always",
        0x04 => "deflected",
        0x05 => "diverted on the way",
        0x06 => "not reachable",
        _ => "reason unknown",
    }
}

fn call_type(kind: u8) -> &'static str {
    match kind {
        0x01 => "voice",
        0x02 => "ring-back when free",
        0x03 => "calling name delivery",
        0x81 => "message waiting",
        _ => "unknown",
    }
}

fn user_type(kind: u8) -> &'static str {
    match kind {
        0x01 => "from a fixed network",
        0x02 => "from a mobile network",
        0x03 => "a payphone",
        0x0a => "a data call",
        0x0b => "a test call",
        _ => "of an unknown kind",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_waiting_says_whether_there_are_any() {
        assert_eq!(
            other(&[0x82, 6, 0x0b, 1, 0xff, 0x13, 1, 3, 0x54]),
            "message waiting; lamp on; 3 messages (type 82, not a call)"
        );
        assert!(other(&[0x82, 3, 0x0b, 1, 0, 0x6f]).contains("lamp off"));
        assert!(other(&[0x06, 3, 0x42, 0x42, 0x42, 0x31]).starts_with("message waiting: on"));
        assert!(other(&[0x86, 0, 0x7a]).starts_with("advice of charge"));
        assert_eq!(other(&[]), "");
    }

    #[test]
    fn a_forwarded_call_says_by_whom_and_why() {
        let mut frame = vec![0x80, 0, 0x02, 3];
        frame.extend(b"110");
        frame.extend([0x1a, 4]);
        frame.extend(b"5551");
        frame.extend([0x15, 1, 0x02, 0x08, 1, b'O', 0]);
        assert_eq!(
            more(&frame),
            "redirected by 5551; forwarded: no answer; no name (not available)"
        );
        assert_eq!(more(&[0x80, 4, 0x02, 9, 1, 1, 0]), "");
    }
}
