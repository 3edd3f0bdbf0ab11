//! Command lines and their answers.

use super::*;
use crate::device::sim::boxes::modem::Wedge;
use proptest::prelude::*;

#[test]
fn a_line_is_echoed_and_answered_in_words_or_numbers() {
    let mut terminal = Terminal::new(ModemOptions::generic_serial());
    assert_eq!(terminal.ask("AT"), "AT<|OK|");
    assert_eq!(terminal.ask("ATE0"), "ATE0<|OK|");
    assert_eq!(terminal.ask("ATV0"), "0<");
    assert_eq!(terminal.ask("ATJ"), "4<");
    assert_eq!(terminal.ask("ATV1S3?"), "|013||OK|");
    assert_eq!(terminal.ask("garbage \u{10}!+++"), "");
    assert_eq!(terminal.ask("xxAT S0=2 S0?"), "|002||OK|");
    terminal.write(b"A/");
    assert_eq!(terminal.hear(30), "|002||OK|");
    assert_eq!(terminal.ask("ATQ1"), "");
}

#[test]
fn each_maker_says_who_it_is() {
    let mut usr = Terminal::quiet(ModemOptions::usr5637());
    assert_eq!(usr.ask("ATI0"), "|5601||OK|");
    assert!(usr.ask("ATI7").contains("1.2.23"));
    assert_eq!(usr.ask("AT+VCID=?"), "|(0-16)||OK|");
    let vsm = "|128,\"8-BIT LINEAR\",(7200,8000,11025)|129,\"16-BIT LINEAR\",(7200,8000,11025)|\
        130,\"8-BIT ALAW\",(8000)|131,\"8-BIT ULAW\",(8000)|132,\"IMA ADPCM\",(7200,8000,11025)||OK|";
    assert_eq!(usr.ask("AT+VSM=?"), vsm);
    let mut startech = Terminal::quiet(ModemOptions::startech());
    assert_eq!(startech.ask("AT+GMI9"), "|CONEXANT ACF3_V1.010.3-V90_P21_FSH||OK|");
    assert_eq!(startech.ask("AT+FCLASS=?"), "|0,1,1.0,2,8||OK|");
    assert_eq!(startech.ask("AT+GCI?"), "|+GCI: B5||OK|");
    let mut plain = Terminal::quiet(ModemOptions::data_only());
    assert_eq!(plain.ask("AT+FCLASS=8"), "|ERROR|");
    assert_eq!(plain.ask("AT+VCID=1"), "|ERROR|");
    assert_eq!(plain.ask("AT#CID=1"), "|OK|");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_that_is_typed_breaks_it(
        lines in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                "AT[+#*%&S-]?[A-Z]{0,5}[=?]{0,2}[0-9,;\\[\\]{}]{0,12}\r".prop_map(String::into_bytes),
                "(AT\\+FCLASS=8|AT\\+VLS=[0-9]|AT\\+V[RT]X|AT\\+VTR|ATD[0-9,!;]{0,9}|AT\\+VTS=[0-9,]{1,5})\r"
                    .prop_map(String::into_bytes),
                Just(b"\x10!\x10\x03\x10^".to_vec()),
            ],
            1..12,
        ),
        product in 0_usize..5,
    ) {
        let products = [
            ModemOptions::startech(),
            ModemOptions::usr5637(),
            ModemOptions::mt9234mu(),
            ModemOptions::generic_serial(),
            ModemOptions::data_only(),
        ];
        let mut terminal = Terminal::new(products[product].clone());
        for line in lines {
            terminal.write(&line);
            terminal.read(30);
        }
        terminal.top.unplug();
        terminal.top.plug();
        prop_assert!(terminal.line(|line| !line.is_off_hook() && line.desk_is_connected()));
    }
}

#[test]
fn a_reset_takes_its_time_and_forgets_caller_id() {
    let mut terminal = Terminal::quiet(ModemOptions::startech());
    terminal.set(&["AT+VCID=1", "AT+FCLASS=8"]);
    assert_eq!(terminal.ask("ATZ"), "");
    assert_eq!(terminal.ask("AT"), "", "typed during the reset");
    assert_eq!(terminal.hear(500), "|OK|");
    assert_eq!(terminal.ask("ATE0"), "ATE0<|OK|");
    assert_eq!(terminal.ask("AT+VCID?"), "|0||OK|");
    assert_eq!(terminal.ask("AT+FCLASS?"), "|0||OK|");
}

#[test]
fn firmware_that_died_comes_back_with_its_power_only() {
    let options = ModemOptions { wedge: Wedge::AfterLines(2), ..ModemOptions::generic() };
    let mut terminal = Terminal::new(options);
    terminal.ask("ATE0");
    assert_eq!(terminal.ask("AT"), "|OK|");
    assert_eq!(terminal.ask("AT"), "");
    terminal.dtr(true);
    terminal.dtr(false);
    assert_eq!(terminal.ask("AT"), "");
    terminal.link.reset().unwrap();
    terminal.link = terminal.top.open().unwrap();
    terminal.link.listen(terminal.pipes[0]).unwrap();
    assert_eq!(terminal.ask("AT"), "AT<|OK|");
}
