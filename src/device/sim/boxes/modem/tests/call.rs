//! Calls: answering, dialling, events of class 8.

use super::*;
use crate::device::sim::model::Phase;

/// Rung, answered by the modem, in command state of class 8.
fn answered(options: ModemOptions, prepare: &[&str]) -> Terminal {
    let mut terminal = Terminal::quiet(options);
    terminal.act(caller("5550100", "", BurstMoment::Never));
    terminal.read(100);
    terminal.ask("AT+FCLASS=8");
    terminal.set(prepare);
    terminal.ask("AT+VLS=1");
    terminal
}

/// Dialled and ringing at the far end.
fn dialled(options: ModemOptions) -> Terminal {
    let mut terminal = Terminal::quiet(options);
    terminal.set(&["AT+FCLASS=8"]);
    assert_eq!(terminal.ask("ATD5551234"), "");
    for _ in 0..100 {
        let heard = terminal.hear(100);
        assert_eq!(heard, "");
        if terminal.line(|line| line.exchange().phase()) == Phase::RingBack {
            return terminal;
        }
    }
    panic!("it never rings");
}

/// What is heard until `end` comes.
fn until(terminal: &mut Terminal, end: &str, seconds: u32) -> String {
    let mut heard = String::new();
    for _ in 0..seconds * 10 {
        heard.push_str(&terminal.hear(100));
        if heard.ends_with(end) {
            break;
        }
    }
    heard
}

#[test]
fn usr_firmware_takes_the_line_only_when_all_was_set_before() {
    let good = ["AT+VGT=128", "AT+VSM=128,8000", "AT+VSD=128,0"];
    let terminal = answered(ModemOptions::usr5637(), &good[..2]);
    assert!(!terminal.line(|line| line.is_off_hook()), "no +VSD before");
    let mut terminal = Terminal::quiet(ModemOptions::usr5637());
    terminal.set(&["AT+VGT=128", "AT+VSM=128,8000", "AT+VSD=128,0", "AT+FCLASS=8", "AT+VLS=1"]);
    assert!(!terminal.line(|line| line.is_off_hook()), "class after the rest");
    terminal.set(&good);
    assert_eq!(terminal.ask("AT+VLS=1"), "|OK|^H");
    assert!(terminal.line(|line| line.is_off_hook()));
}

#[test]
fn ata_takes_the_call_in_the_makers_words() {
    for (options, word) in [(ModemOptions::startech(), "|VCON|"), (ModemOptions::usr5637(), "|OK|")]
    {
        let mut terminal = Terminal::quiet(options);
        terminal.set(&["AT+FCLASS=8"]);
        terminal.act(caller("5550100", "", BurstMoment::Never));
        terminal.read(100);
        assert_eq!(terminal.ask("ATA"), word);
        assert_eq!(terminal.line(|line| line.exchange().phase()), Phase::Talk);
    }
}

#[test]
fn keys_of_the_far_end_come_as_digits() {
    for (options, want) in [
        (ModemOptions::startech(), "^/^5^~^/^#^~"),
        (ModemOptions::mt9234mu(), "^5^#"),
        (ModemOptions { hears_tones: false, ..ModemOptions::generic() }, "^/^5^~^/^#^~"),
    ] {
        let mut terminal = answered(options, &[]);
        terminal.read(300);
        terminal.act(FarEndAction::Press("5#".to_owned()));
        assert_eq!(terminal.hear(1_000), want);
    }
}

#[test]
fn busy_tone_is_told_again_and_again() {
    let mut terminal = answered(ModemOptions::startech(), &[]);
    terminal.read(300);
    terminal.act(FarEndAction::HangUp);
    assert_eq!(terminal.hear(8_000), "^b^b");
    let deaf = ModemOptions { hears_tones: false, ..ModemOptions::generic() };
    let mut terminal = answered(deaf, &[]);
    terminal.act(FarEndAction::HangUp);
    assert_eq!(terminal.hear(8_000), "");
}

#[test]
fn a_dialled_call_is_answered_in_the_makers_words() {
    for (options, word) in [(ModemOptions::startech(), "VCON"), (ModemOptions::usr5637(), "OK")] {
        let mut terminal = dialled(options);
        terminal.read(3_000);
        terminal.act(FarEndAction::Answer);
        terminal.read(500);
        terminal.act(FarEndAction::Speak(None));
        let heard = until(&mut terminal, &format!("|{word}|"), 12);
        assert!(heard.ends_with(&format!("|{word}|")), "{heard}");
        assert!(terminal.line(|line| line.is_off_hook()));
    }
    let mut at_once = Terminal::quiet(ModemOptions::mt9234mu());
    at_once.set(&["AT+FCLASS=8"]);
    at_once.write(b"ATD5551234\r");
    assert_eq!(until(&mut at_once, "|OK|", 12), "|OK|");
}

#[test]
fn a_dialled_call_fails_as_v250_says() {
    let mut busy = dialled(ModemOptions::startech());
    busy.act(FarEndAction::Busy);
    let heard = until(&mut busy, "|BUSY|", 10);
    assert!(heard.ends_with("|BUSY|"), "{heard}");
    assert!(!busy.line(|line| line.is_off_hook()));

    let mut alone = Terminal::quiet(ModemOptions::startech());
    alone.set(&["AT+FCLASS=8;S7=20"]);
    alone.write(b"ATDT5551234\r");
    let heard = until(&mut alone, "NO ANSWER|", 30);
    assert!(heard.ends_with("|NO ANSWER|"), "{heard}");

    let mut dead = Terminal::quiet(ModemOptions::startech());
    dead.act(FarEndAction::PullCable);
    dead.write(b"ATDT5551234\r");
    assert_eq!(until(&mut dead, "NO DIALTONE|", 8), "|NO DIALTONE|");

    let mut keyed = Terminal::quiet(ModemOptions::startech());
    keyed.write(b"ATDT5551234\r");
    keyed.read(2_000);
    keyed.write(b"x");
    assert_eq!(keyed.hear(50), "|NO CARRIER|");
    assert!(!keyed.line(|line| line.is_off_hook()));
}

#[test]
fn a_data_modem_dials_for_the_desk_phone() {
    let mut terminal = Terminal::quiet(ModemOptions::data_only());
    terminal.write(b"ATDT5551234;\r");
    assert_eq!(until(&mut terminal, "|OK|", 10), "|OK|");
    terminal.act(FarEndAction::LiftDeskPhone);
    terminal.set(&["ATH"]);
    terminal.read(3_000);
    assert_eq!(terminal.line(|line| line.exchange().phase()), Phase::RingBack);
}

#[test]
fn pulses_dial_and_commas_pause() {
    for line in ["ATDP5551234;", "ATX3DT0,5551234;"] {
        let mut terminal = Terminal::quiet(ModemOptions::generic());
        terminal.write(format!("{line}\r").as_bytes());
        assert_eq!(until(&mut terminal, "|OK|", 20), "|OK|", "{line}");
        terminal.read(3_000);
        assert_eq!(terminal.line(|line| line.exchange().phase()), Phase::RingBack);
    }
}

#[test]
fn a_flash_opens_the_loop_for_a_moment() {
    let mut terminal = answered(ModemOptions::generic(), &[]);
    terminal.write(b"ATD!;\r");
    assert_eq!(terminal.hear(1_000), "|OK|");
    let turns = terminal.line(|line| line.turns().to_vec());
    let hooks: Vec<bool> = turns.iter().map(|turn| turn.off_hook).collect();
    assert_eq!(hooks, [true, false, true]);
    let open = turns[2].at.saturating_sub(turns[1].at).as_millis();
    assert!((580..=640).contains(&open), "{open}");
}

#[test]
fn tones_are_played_before_the_answer() {
    let mut terminal = answered(ModemOptions::startech(), &[]);
    terminal.write(b"AT+VTS=[900,0,120]\r");
    assert_eq!(terminal.hear(1_100), "");
    assert_eq!(terminal.hear(200), "|OK|");
    let heard = terminal.line(|line| line.far_end_heard().len());
    assert_eq!(heard, 9_600);
    terminal.write(b"AT+VTS={5,10},6\r");
    assert_eq!(terminal.hear(2_000), "|OK|", "its own digits are none of the far end's");
    let usr = ["AT+VGT=128", "AT+VSM=128,8000", "AT+VSD=128,0"];
    let mut terminal = answered(ModemOptions::usr5637(), &usr);
    assert_eq!(terminal.ask("AT+VTS=9"), "");
    assert_eq!(terminal.ask("AT+VTS=[900,0,12]"), "|ERROR|");
    terminal.write(b"AT+VTS=[933,933,12]\r");
    assert_eq!(terminal.hear(300), "|OK|");
}

#[test]
fn a_call_that_nobody_attends_to_is_dropped_unless_told_otherwise() {
    let mut terminal = answered(ModemOptions::generic(), &["AT+VIT=3"]);
    terminal.read(3_200);
    assert!(!terminal.line(|line| line.is_off_hook()));
    let mut terminal = answered(ModemOptions::generic(), &["AT+VIT=0"]);
    terminal.read(3_200);
    assert!(terminal.line(|line| line.is_off_hook()));
}
