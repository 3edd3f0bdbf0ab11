//! How a modem writes caller ID: formatted (`+VCID=1`) or the packet in hexadecimal (`+VCID=2`). May depend on `base`.

use super::options::ModemOptions;
use crate::base::caller_id::{Absence, CallerId, Format};
use crate::base::message;

/// The report, with its line ends.
pub(super) fn report(id: &CallerId, mode: u8, options: &ModemOptions) -> Vec<u8> {
    if mode == 2 { packet(id) } else { formatted(id, options) }
}

/// Date, time, number, name; a field that was not sent is left out.
fn formatted(id: &CallerId, options: &ModemOptions) -> Vec<u8> {
    let equals: &[u8] = if options.blanks { b" = " } else { b"=" };
    let mut out = b"\r\n".to_vec();
    let mut field = |name: &[u8], value: &[u8]| {
        out.extend([name, equals, value, b"\r\n"].concat());
    };
    if let Some(time) = id.time {
        field(b"DATE", format!("{:02}{:02}", time.month, time.day).as_bytes());
        field(b"TIME", format!("{:02}{:02}", time.hour, time.minute).as_bytes());
    }
    let absent = match id.absence {
        Some(Absence::Private) => "P",
        _ => "O",
    };
    let number = options.number_field.as_bytes();
    field(number, id.number.as_deref().unwrap_or(absent).as_bytes());
    if options.number_twice {
        field(number, b"O");
    }
    if options.name_as_message && !id.name.is_empty() {
        let length = u8::try_from(id.name.len()).unwrap_or(u8::MAX);
        field(b"MESG", hexadecimal(&[&[0x07, length], id.name.as_slice()].concat()).as_bytes());
    } else if !id.name.is_empty() {
        field(b"NAME", &id.name);
    }
    out
}

/// Type, length, body and checksum in hexadecimal. A call without a name comes as a single data message.
fn packet(id: &CallerId) -> Vec<u8> {
    let format = if id.name.is_empty() { Format::Sdmf } else { Format::Mdmf };
    let bytes = message::encode(&CallerId { format, ..id.clone() });
    format!("\r\n{}\r\n", hexadecimal(&bytes)).into_bytes()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    digits.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::caller_id::{BurstTime, Standard};

    fn call() -> CallerId {
        CallerId {
            standard: Standard::Box,
            format: Format::Box,
            number: Some("9145512345".to_owned()),
            absence: None,
            name: Vec::new(),
            time: Some(BurstTime { month: 3, day: 22, hour: 24, minute: 5 }),
            checksum_ok: true,
        }
    }

    #[test]
    fn the_packet_is_that_of_the_test_sample() {
        let want = b"\r\n0412303332323234303539313435353132333435\
            51\r\n";
        assert_eq!(report(&call(), 2, &ModemOptions::generic()), want);
    }

    #[test]
    fn formatted_fields_stand_on_lines_of_their_own() {
        let mut id = call();
        let options = ModemOptions::mt9234mu();
        let want = b"\r\nDATE=0322\r\nTIME=2405\r\nNMBR=9145512345\r\nNMBR=O\r\n";
        assert_eq!(report(&id, 1, &options), want);
        (id.number, id.absence) = (None, Some(Absence::Private));
        id.name = b"SMITH".to_vec();
        let want = b"\r\nDATE = 0322\r\nTIME = 2405\r\nNMBR = P\r\nNAME = SMITH\r\n";
        let options = ModemOptions::generic();
        assert_eq!(report(&id, 1, &options), want);
        let options = ModemOptions { number_field: "DDN_NMBR", name_as_message: true, ..options };
        let want = b"\r\nDATE = 0322\r\nTIME = 2405\r\nDDN_NMBR = P\r\nMESG = 0705534D495448\r\n";
        assert_eq!(report(&id, 1, &options), want);
    }
}
