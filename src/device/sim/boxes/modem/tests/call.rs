//! Calls in class 8.

use super::*;

#[test]
fn a_call_is_answered_recorded_and_released() {
    let mut terminal = Terminal::quiet(ModemOptions::startech());
    terminal.set(&["AT+VCID=1", "AT+FCLASS=8"]);
    terminal.act(caller("5550100", "", BurstMoment::Never));
    assert_eq!(terminal.hear(100), "^R");
    terminal.set(&["AT+VSM=1,8000,0,0", "AT+VLS=1"]);
    assert!(terminal.line(|line| line.is_off_hook()));
    assert_eq!(terminal.ask("AT+VRX")[..9], *"|CONNECT|");
    let sound = terminal.read(1_000);
    assert!((7_900..8_400).contains(&sound.len()), "{}", sound.len());
    terminal.write(b"AT\r");
    terminal.read(20);
    terminal.write(b"\x10!");
    let end = terminal.hear(100);
    assert!(end.ends_with("^$|OK|"), "{end}");
    terminal.set(&["ATH"]);
    assert!(!terminal.line(|line| line.is_off_hook()));
}
