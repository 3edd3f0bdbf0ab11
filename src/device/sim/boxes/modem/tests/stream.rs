//! Sound in both directions.

use super::*;
use crate::device::sim::boxes::modem::Wedge;

const ALL: [&str; 4] = ["AT+FCLASS=8", "AT+VGT=128", "AT+VSM=128,8000", "AT+VSD=128,0"];

/// In a call with the far end, the line taken.
fn talking(options: ModemOptions, prepare: &[&str], route: &str) -> Terminal {
    let mut terminal = Terminal::quiet(options);
    terminal.act(caller("5550100", "", BurstMoment::Never));
    terminal.read(100);
    terminal.set(prepare);
    terminal.ask(route);
    assert!(terminal.line(|line| line.is_off_hook()));
    terminal
}

/// Bytes as the modem means them: sound, and the codes in between.
fn parted(stream: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut sound, mut codes) = (Vec::new(), Vec::new());
    let mut bytes = stream.iter().copied();
    while let Some(byte) = bytes.next() {
        match (byte, (byte == 0x10).then(|| bytes.next()).flatten()) {
            (0x10, Some(0x10)) => sound.push(0x10),
            (0x10, Some(0x1a)) => sound.extend([0x10, 0x10]),
            (0x10, code) => codes.extend(code),
            (byte, _) => sound.push(byte),
        }
    }
    (sound, codes)
}

fn loudness(sound: &[u8]) -> f64 {
    let power: f64 = sound.iter().map(|&b| (f64::from(b) - 128.0).powi(2)).sum();
    (power / sound.len() as f64).sqrt()
}

#[test]
fn a_recording_is_the_sound_of_the_line_at_8000_bytes_a_second() {
    let prepare = ["AT+FCLASS=8", "AT+VSM=1,8000,0,0"];
    let mut terminal = talking(ModemOptions::startech(), &prepare, "AT+VLS=1");
    assert_eq!(terminal.ask("AT+VRX")[..9], *"|CONNECT|");
    terminal.act(FarEndAction::Speak(None));
    let (sound, codes) = parted(&terminal.read(1_000));
    assert!((7_840..=8_160).contains(&sound.len()), "{}", sound.len());
    assert!(loudness(&sound) > 3.0, "{}", loudness(&sound));
    assert!(codes.is_empty(), "{codes:?}");
    terminal.write(b"AT\r");
    terminal.read(20);
    terminal.write(b"\x10!");
    let end = terminal.hear(100);
    assert!(end.ends_with("^$|OK|"), "{end}");
    terminal.set(&["ATH"]);
    assert!(!terminal.line(|line| line.is_off_hook()));
}

#[test]
fn usr_firmware_records_silence_unless_routed_to_the_speaker_as_well() {
    for (route, sounds) in [("AT+VLS=1", false), ("AT+VLS=5", true)] {
        let mut terminal = talking(ModemOptions::usr5637(), &ALL, route);
        terminal.write(b"AT+VRX\r");
        terminal.read(100);
        terminal.act(FarEndAction::Speak(None));
        let (sound, _) = parted(&terminal.read(1_000));
        assert_eq!(loudness(&sound) > 3.0, sounds, "{route}");
    }
}

#[test]
fn silence_and_digits_are_told_in_the_stream() {
    let prepare = ["AT+FCLASS=8", "AT+VSM=1,8000,0,0", "AT+VSD=128,10"];
    let mut terminal = talking(ModemOptions::generic(), &prepare, "AT+VLS=1");
    terminal.write(b"AT+VRX\r");
    let (_, codes) = parted(&terminal.read(1_500));
    assert_eq!(codes, b"s");
    terminal.act(FarEndAction::Press("7".to_owned()));
    let (_, codes) = parted(&terminal.read(2_000));
    assert_eq!(codes, b"/7~q");
    let mut mute = talking(ModemOptions::mt9234mu(), &ALL, "AT+VLS=1");
    mute.write(b"AT+VRX\r");
    mute.act(FarEndAction::Press("7".to_owned()));
    assert!(parted(&mute.read(1_000)).1.is_empty());
}

#[test]
fn what_is_played_reaches_the_far_end_in_real_time() {
    let prepare = ["AT+FCLASS=8", "AT+VSM=1,8000,0,0"];
    let mut terminal = talking(ModemOptions::startech(), &prepare, "AT+VLS=1");
    assert_eq!(terminal.ask("AT+VTX"), "|CONNECT|");
    let wave: Vec<u8> = (0..4_000_u32).map(|n| 100 + (n % 50) as u8).collect();
    for block in wave.chunks(1_000) {
        terminal.write(block);
        assert_eq!(terminal.hear(120), "");
    }
    terminal.write(b"\x10\x03");
    assert_eq!(terminal.hear(300), "|OK|");
    let heard = terminal.line(|line| line.far_end_heard().to_vec());
    let want: Vec<i16> = wave.iter().map(|&b| (i16::from(b) - 128) << 8).collect();
    assert_eq!(heard, want);
}

#[test]
fn a_slow_host_makes_gaps_and_is_told_and_a_fast_one_loses_sound() {
    let prepare = ["AT+FCLASS=8", "AT+VSM=1,8000,0,0"];
    let mut slow = talking(ModemOptions::startech(), &prepare, "AT+VLS=1");
    slow.ask("AT+VTX");
    slow.write(&[0x90; 800]);
    assert_eq!(slow.hear(300), "^u");
    slow.write(&[0x90; 800]);
    slow.write(b"\x10\x03");
    assert_eq!(slow.hear(300), "|OK|");
    let heard = slow.line(|line| line.far_end_heard().to_vec());
    assert!(heard.len() > 1_600 + 800 && heard.contains(&0));

    let mut fast = talking(ModemOptions::startech(), &prepare, "AT+VLS=1");
    fast.ask("AT+VTX");
    fast.write(&[0x90; 4_000]);
    fast.write(b"\x10\x03");
    fast.read(1_000);
    let heard = fast.line(|line| line.far_end_heard().len());
    assert!((2_000..2_200).contains(&heard), "{heard}");

    let mut held = talking(ModemOptions::startech(), &prepare, "AT+VLS=1");
    held.set(&["AT+FLO=1"]);
    held.ask("AT+VTX");
    held.write(&[0x90; 2_000]);
    assert_eq!(held.hear(230), "^S^Q");
    held.write(b"\x10\x18\x10\x03");
    assert_eq!(held.hear(50), "|OK|", "cancelled at once");
}

#[test]
fn both_directions_at_once_where_that_is_offered() {
    let prepare = ["AT+FCLASS=8", "AT+VSM=1,8000,0,0"];
    let mut terminal = talking(ModemOptions::startech(), &prepare, "AT+VLS=1");
    terminal.write(b"AT+VTR\r");
    terminal.act(FarEndAction::Speak(None));
    let mut sound = Vec::new();
    for _ in 0..10 {
        terminal.write(&[0xa0; 800]);
        sound.extend(terminal.read(99));
    }
    terminal.write(b"\x10^");
    assert!(terminal.hear(100).ends_with("^$|OK|"));
    assert!(sound.len() > 7_000 && loudness(&parted(&sound[20..]).0) > 3.0);
    assert!(terminal.line(|line| line.far_end_heard().len()) >= 7_500);
    let mut usr = talking(ModemOptions::usr5637(), &ALL, "AT+VLS=1");
    assert_eq!(usr.ask("AT+VTR"), "|ERROR|");
}

#[test]
fn some_firmware_understands_the_long_stop_only() {
    let prepare = ["AT+FCLASS=8", "AT+VSM=1,8000,0,0"];
    let mut terminal = talking(ModemOptions::zoom(), &prepare, "AT+VLS=1");
    terminal.write(b"AT+VRX\r");
    terminal.read(50);
    terminal.write(b"\x10!");
    assert!(!terminal.hear(200).ends_with("|OK|"));
    terminal.write(b"\x10\x10\x10!");
    assert!(terminal.hear(200).ends_with("^$|OK|"));
    terminal.ask("AT+VTX");
    terminal.write(b"\x10\x03");
    assert_eq!(terminal.hear(100), "");
    terminal.write(b"\x10\x10\x10\x03");
    assert_eq!(terminal.hear(100), "|OK|");
}

#[test]
fn a_modem_that_a_crash_left_recording_takes_commands_for_nothing() {
    let options = ModemOptions { wedged_in_vrx: true, ..ModemOptions::generic() };
    let mut terminal = Terminal::new(options);
    assert!(terminal.line(|line| line.is_off_hook()));
    terminal.read(2_000);
    terminal.write(b"ATZ\r");
    assert!(!terminal.hear(600).contains("OK"));
    terminal.write(b"\x10!\x10\x03");
    assert!(terminal.hear(100).ends_with("^$|OK|^$"), "the second code is echoed as text");
    assert!(terminal.ask("ATH").ends_with("|OK|"));
    assert!(!terminal.line(|line| line.is_off_hook()));
}

#[test]
fn a_recording_that_nothing_stops_ends_with_the_power() {
    let options = ModemOptions { wedge: Wedge::InReceive, ..ModemOptions::generic() };
    let mut terminal = talking(options, &["AT+FCLASS=8"], "AT+VLS=1");
    terminal.write(b"AT+VRX\r");
    terminal.read(100);
    terminal.write(b"\x10!\x10\x10\x10!");
    assert!(!terminal.hear(200).contains("OK"));
    terminal.top.unplug();
    terminal.top.plug();
    assert!(terminal.line(|line| !line.is_off_hook() && line.desk_is_connected()));
}

#[test]
fn nobody_who_fetches_the_sound_loses_some_and_is_told_once() {
    let mut terminal = talking(ModemOptions::generic(), &["AT+FCLASS=8"], "AT+VLS=1");
    terminal.write(b"AT+VRX\r");
    terminal.read(50);
    terminal.top.clock().advance(Duration::from_secs(5));
    let (sound, codes) = parted(&terminal.read(1));
    assert!((3_900..4_300).contains(&sound.len()), "{}", sound.len());
    assert_eq!(codes, b"o");
}
