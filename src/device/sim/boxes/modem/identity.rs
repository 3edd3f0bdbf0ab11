//! What a modem says of itself: `ATI`, `+GMI` and its kin, `+VSM=?`, `+VLS=?` with its event masks, as the makers'
//! manuals print them. Pure.

use super::codec::Codec;
use super::options::{Chip, ModemOptions};

/// One method of `+VSM`.
pub(super) struct Method {
    pub(super) number: u8,
    pub(super) codec: Codec,
    label: &'static str,
    bits: u8,
}

const fn method(number: u8, codec: Codec, label: &'static str, bits: u8) -> Method {
    Method { number, codec, label, bits }
}

const CONEXANT: &[Method] = &[
    method(0, Codec::Signed8, "SIGNED PCM", 8),
    method(1, Codec::Unsigned8, "UNSIGNED PCM", 8),
    method(129, Codec::Ima, "IMA ADPCM", 4),
    method(130, Codec::Unsigned8, "UNSIGNED PCM", 8),
    method(131, Codec::MuLaw, "Mu-Law", 8),
    method(132, Codec::ALaw, "A-Law", 8),
    method(133, Codec::Linear14, "14 bit PCM", 14),
];

const LUCENT: &[Method] = &[
    method(128, Codec::Unsigned8, "8-BIT LINEAR", 8),
    method(129, Codec::Linear16, "16-BIT LINEAR", 16),
    method(130, Codec::ALaw, "8-BIT ALAW", 8),
    method(131, Codec::MuLaw, "8-BIT ULAW", 8),
    method(132, Codec::Ima, "IMA ADPCM", 4),
];

const STANDARD: &[Method] = &[
    method(0, Codec::Signed8, "SIGNED PCM", 8),
    method(1, Codec::Unsigned8, "UNSIGNED PCM", 8),
    method(4, Codec::MuLaw, "G.711 ULAW", 8),
    method(5, Codec::ALaw, "G.711 ALAW", 8),
];

/// The methods this chip has.
pub(super) fn methods(chip: Chip) -> &'static [Method] {
    match chip {
        Chip::Conexant => CONEXANT,
        Chip::Usr | Chip::Multitech => LUCENT,
        Chip::Generic => STANDARD,
        Chip::DataOnly => &[],
    }
}

/// The lines of `+VSM=?`.
pub(super) fn method_lines(chip: Chip) -> Vec<String> {
    let line = |m: &Method| {
        let Method { number, label, bits, .. } = m;
        match (chip, number) {
            (Chip::Conexant, _) => format!("{number},\"{label}\",{bits},0,8000,0,0"),
            (Chip::Generic, _) => format!("{number},\"{label}\",{bits},0,(8000),(0),(0)"),
            (_, 130 | 131) => format!("{number},\"{label}\",(8000)"),
            _ => format!("{number},\"{label}\",(7200,8000,11025)"),
        }
    };
    methods(chip).iter().map(line).collect()
}

/// The routes of `+VLS`: number and what is connected (T line, L desk phone, S speaker, M microphone).
pub(super) fn routes(options: &ModemOptions) -> Vec<(u8, &'static str)> {
    let all = [
        (0, ""),
        (1, "T"),
        (2, "L"),
        (3, "LT"),
        (4, "S"),
        (5, "ST"),
        (6, "M"),
        (7, "MST"),
        (8, "S1"),
    ];
    let has = |route: &(u8, &str)| match route.0 {
        2 | 3 => options.relay,
        8 => options.chip == Chip::Conexant,
        _ => options.chip != Chip::Generic || route.0 < 2,
    };
    all.into_iter().filter(has).collect()
}

/// The lines of `+VLS=?`: events told while sending, while recording, and in command state.
pub(super) fn route_lines(options: &ModemOptions) -> Vec<String> {
    let digits = usize::from(options.mask_digits);
    let spare = u32::from(options.mask_digits).saturating_sub(8) * 4;
    let mask = |bits: u32| format!("{:0digits$X}", u64::from(bits) << spare);
    let line = |(number, label): (u8, &str)| {
        let [send, receive, idle] = masks(number, options).map(mask);
        format!("{number},\"{label}\",{send},{receive},{idle}")
    };
    routes(options).into_iter().map(line).collect()
}

/// Bits are counted from the highest.
fn bits(list: &[u32]) -> u32 {
    list.iter().fold(0, |sum, bit| sum | 0x8000_0000 >> bit)
}

fn masks(route: u8, options: &ModemOptions) -> [u32; 3] {
    let mut hook = 0;
    if options.local_hook_bits {
        hook |= bits(&[8]);
    }
    if options.extension_bits {
        hook |= bits(&[24]);
    }
    let tones = if options.hears_tones { bits(&[6, 7, 18, 19, 20, 21, 25]) } else { 0 };
    match route {
        0 => [hook, hook, hook | bits(&[0, 2, 3])],
        2 => [hook | bits(&[4]), hook | bits(&[4, 5, 9, 10]), hook | bits(&[4])],
        1 | 3 | 5 | 7 => {
            let off_hook = hook | tones | bits(&[4]);
            let receive = if options.codes_in_receive { off_hook } else { 0 };
            [off_hook | bits(&[23]), receive | bits(&[5, 9, 10]), off_hook]
        }
        _ => [hook, hook | bits(&[5, 9, 10]), hook | bits(&[2, 3])],
    }
}

/// What `ATI`n says.
pub(super) fn information(chip: Chip, number: u8) -> &'static str {
    match (chip, number) {
        (Chip::Conexant, 0) => "56000",
        (Chip::Conexant, 1) => "255",
        (Chip::Conexant, 3) => "CX93001-EIS_V0.2013-V92",
        (Chip::Usr, 0) => "5601",
        (Chip::Usr, 1) => "FB4A",
        (Chip::Usr, 3) => "U.S. Robotics 56K FAX USB V1.2.23",
        (Chip::Usr, 7) => {
            "Configuration Profile...\r\n\r\nProduct type           US/Canada USB\r\n\
            Product ID:            5601\r\nOptions                V32bis,V.90,V.92\r\n\
            Firmware version       1.2.23"
        }
        (Chip::Multitech, 0) => "MT9234MU",
        (Chip::Multitech, 1) => "1.27s",
        (Chip::Multitech, 3) => "MultiTech MT9234MU-CDC Version 1.27s",
        (Chip::Generic | Chip::DataOnly, 0) => "56K",
        (Chip::Generic | Chip::DataOnly, 3) => "V.90/V.92 Data Modem",
        _ => "",
    }
}

/// What `+GMI`, `+GMM`, `+GMR`, `+GMI9` and their twins of class 8 (`+FMI`…) say.
pub(super) fn general(chip: Chip, what: &str) -> Option<&'static str> {
    Some(match (what, chip) {
        ("MI", Chip::Conexant) => "CONEXANT",
        ("MI9", Chip::Conexant) => "CONEXANT ACF3_V1.010.3-V90_P21_FSH",
        ("MI", Chip::Usr) => "U.S. Robotics",
        ("MI", Chip::Multitech) => "MultiTech",
        ("MI", _) => "Generic",
        ("MM", Chip::Conexant) => "V90",
        ("MM", Chip::Usr) => "U.S. Robotics 56K FAX USB V1.2.23",
        ("MM", Chip::Multitech) => "MT9234MU-CDC",
        ("MM", _) => "56K Modem",
        ("MR", Chip::Usr) => "1.2.23",
        ("MR", _) => "1.0",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_counted_from_the_highest_bit_and_may_have_ten_digits() {
        let lines = route_lines(&ModemOptions::generic());
        assert_eq!(lines[0], "0,\"\",00800000,00800000,B0800000");
        let lines = route_lines(&ModemOptions::startech());
        assert_eq!(lines[0], "0,\"\",0000008000,0000008000,B000008000");
        assert!(lines[1].starts_with("1,\"T\",0B003DC000,0F603CC000,"), "{}", lines[1]);
        assert_eq!(method_lines(Chip::Conexant)[1], "1,\"UNSIGNED PCM\",8,0,8000,0,0");
        assert_eq!(method_lines(Chip::Usr)[0], "128,\"8-BIT LINEAR\",(7200,8000,11025)");
    }
}
