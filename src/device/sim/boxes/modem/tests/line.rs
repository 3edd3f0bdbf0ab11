//! Rings, caller ID, the desk phone, USB.

use super::*;
use crate::device::sim::boxes::modem::Union;

const WHO: &str = "5550100";

#[test]
fn it_rings_and_gives_caller_id_between_the_rings() {
    let mut terminal = Terminal::quiet(ModemOptions::startech());
    terminal.set(&["AT+VCID=1", "ATS24=0"]);
    terminal.act(caller(WHO, "LI LEI", BurstMoment::BetweenRings));
    let heard = terminal.hear(2_600);
    let id = "|DATE = 0101|TIME = 0900|NMBR = 5550100|NAME = LI LEI|";
    assert_eq!(heard, format!("|RING|{id}|RING|"));
    terminal.act(FarEndAction::HangUp);
    assert_eq!(terminal.ask("AT+VRID=0"), format!("{id}|OK|"));
}

#[test]
fn caller_id_before_the_first_ring_comes_in_hexadecimal_if_asked_for() {
    let mut terminal = Terminal::quiet(ModemOptions::generic_serial());
    terminal.set(&["AT+VCID=2"]);
    terminal.act(caller(WHO, "", BurstMoment::BeforeRing));
    let heard = terminal.hear(2_500);
    assert!(heard.starts_with("|040F30313031303930303535353031303"), "{heard}");
    assert!(heard.ends_with("|RING|"), "{heard}");
}

#[test]
fn caller_id_is_lost_asleep_abroad_without_a_circuit_and_after_a_call() {
    let asked = |options: ModemOptions, lines: &[&str], wait: u64| {
        let mut terminal = Terminal::quiet(options);
        terminal.set(lines);
        terminal.read(wait);
        let mut heard = Vec::new();
        for _ in 0..2 {
            terminal.act(caller(WHO, "", BurstMoment::BetweenRings));
            heard.push(terminal.hear(3_000).contains("NMBR = 5550100"));
            terminal.act(FarEndAction::HangUp);
            terminal.read(8_000);
        }
        heard
    };
    let startech = ModemOptions::startech;
    assert_eq!(asked(startech(), &["AT+VCID=1"], 11_000), [false, false]);
    assert_eq!(asked(startech(), &["AT+VCID=1"], 100), [true, false]);
    assert_eq!(asked(startech(), &["AT+VCID=1;S24=0"], 11_000), [true, true]);
    assert_eq!(asked(startech(), &["ATS24=0;+VCID=1;+GCI=26"], 100), [false, false]);
    let deaf = ModemOptions { caller_id_circuit: false, ..ModemOptions::generic() };
    assert_eq!(asked(deaf, &["AT+VCID=1"], 100), [false, false]);
    assert_eq!(asked(ModemOptions::lenovo(), &["ATS24=0;+VCID=1"], 100), [true, false]);
}

#[test]
fn rings_of_other_patterns_are_told_in_the_makers_way() {
    for (options, set, want) in [
        (ModemOptions::usr5637(), "ATS41=1", "|RING A|"),
        (ModemOptions::startech(), "AT-SDR=7", "|RING 1|"),
        (ModemOptions::generic(), "AT+VDR=1,0", "|DROF=40||DRON=10||RING|"),
        (ModemOptions::generic(), "ATV0", "2<"),
        (ModemOptions::generic(), "AT+FCLASS=8", "^R"),
        (ModemOptions { ring_in_words: true, ..ModemOptions::generic() }, "AT+FCLASS=8", "|RING|"),
    ] {
        let mut terminal = Terminal::quiet(options);
        terminal.ask(set);
        terminal.act(caller(WHO, "", BurstMoment::Never));
        assert_eq!(terminal.hear(200), want, "{set}");
    }
}

#[test]
fn in_class_8_caller_id_may_come_as_a_packet_even_of_a_waiting_call() {
    let options = ModemOptions { complex_packets: true, ..ModemOptions::generic() };
    let id = "^X|DATE = 0101|TIME = 0900|NMBR = 5550100|^.";
    let mut terminal = Terminal::quiet(options);
    terminal.set(&["AT+VCID=1", "AT+FCLASS=8"]);
    terminal.act(caller(WHO, "", BurstMoment::BetweenRings));
    assert_eq!(terminal.hear(2_300), format!("^R{id}^R"));
    terminal.set(&["AT+VLS=1"]);
    let FarEndAction::Ring(waiting) = caller(WHO, "", BurstMoment::Never) else { return };
    terminal.act(FarEndAction::CallWaiting(waiting));
    let heard = terminal.hear(3_000);
    assert!(heard.contains(id), "{heard}");
}

#[test]
fn it_answers_by_itself_only_if_told_to_and_never_finds_a_carrier() {
    let mut terminal = Terminal::quiet(ModemOptions::generic());
    terminal.set(&["ATS0=2", "ATS7=5"]);
    terminal.act(caller(WHO, "", BurstMoment::Never));
    assert_eq!(terminal.hear(500), "|RING|");
    assert_eq!(terminal.hear(1_000), "|RING|");
    assert!(terminal.line(|line| line.is_off_hook()));
    assert_eq!(terminal.hear(6_000), "|NO CARRIER|");
    assert!(!terminal.line(|line| line.is_off_hook()));
}

#[test]
fn the_ring_bit_of_the_port_follows_the_ring() {
    for (options, pieces) in [(ModemOptions::startech(), 1), (ModemOptions::usr5637(), 2)] {
        let mut terminal = Terminal::new(options.clone());
        let notify = Pipe(options.endpoints[0]);
        terminal.link.listen(notify).unwrap();
        terminal.act(caller(WHO, "", BurstMoment::Never));
        let mut told = Vec::new();
        let end = terminal.link.now() + Duration::from_millis(500);
        while terminal.link.now() < end {
            let arrival = terminal.link.wait(Duration::from_millis(20)).unwrap();
            told.extend(arrival.filter(|arrival| arrival.pipe == notify).map(|a| a.bytes));
        }
        assert_eq!(told.len(), 2 * pieces);
        let whole = told.concat();
        assert_eq!(whole[..10], [0xa1, 0x20, 0, 0, 0, 0, 2, 0, 8, 0]);
        assert_eq!(whole[10..], [0xa1, 0x20, 0, 0, 0, 0, 2, 0, 0, 0]);
    }
}

#[test]
fn descriptors_have_the_union_where_the_product_has_it() {
    let layout = |options: &ModemOptions| {
        let model = ModemModel::new(options.clone(), LineSide::new(settings()));
        let bytes = model.descriptors().configuration;
        let mut parts = Vec::new();
        let mut rest = bytes.as_slice();
        while let [length, kind, third, ..] = rest {
            parts.push(match kind {
                4 => format!("IF{third}"),
                5 => format!("EP{third:02x}"),
                0x24 => format!("F{third}"),
                _ => String::new(),
            });
            rest = &rest[usize::from(*length)..];
        }
        assert_eq!(usize::from(bytes[2]), bytes.len());
        parts.join(" ")
    };
    let startech = layout(&ModemOptions::startech());
    assert_eq!(startech, " IF0 F0 F1 F2 F6 EP81 IF1 EP82 EP02");
    assert_eq!(layout(&ModemOptions::zoom()), " IF0 F0 F1 F2 EP81 IF1 EP82 EP02");
    assert_eq!(layout(&ModemOptions::hummingbird()), " IF0 EP81 IF1 F0 F1 F2 F6 EP82 EP02");
    assert_eq!(layout(&ModemOptions::lenovo()), " IF0 F0 F1 F2 EP81 EP82 EP02");
    assert_eq!(ModemOptions::lenovo().union, Union::SingleInterface);
}

#[test]
fn dropping_dtr_ends_a_call() {
    let mut terminal = Terminal::quiet(ModemOptions::generic());
    terminal.dtr(true);
    terminal.set(&["AT+FCLASS=8", "AT+VLS=1"]);
    assert!(terminal.line(|line| line.is_off_hook()));
    terminal.dtr(false);
    assert!(!terminal.line(|line| line.is_off_hook()));
}

#[test]
fn the_desk_phone_shows_as_its_own_hook_or_as_an_extension() {
    let mut local = Terminal::quiet(ModemOptions::generic());
    local.set(&["AT+FCLASS=8"]);
    local.act(FarEndAction::LiftDeskPhone);
    assert_eq!(local.hear(50), "^H");
    local.act(FarEndAction::ReplaceDeskPhone);
    assert_eq!(local.hear(50), "^h");
    let mut extension = Terminal::quiet(ModemOptions::startech());
    extension.set(&["AT-STE=3", "AT+FCLASS=8"]);
    extension.act(FarEndAction::LiftDeskPhone);
    assert_eq!(extension.hear(50), "^P");
    assert_eq!(extension.ask("ATD5551234"), "|LINE-IN-USE|");
    let mut none = Terminal::quiet(ModemOptions::usr5637());
    none.set(&["AT+FCLASS=8"]);
    none.act(FarEndAction::LiftDeskPhone);
    assert_eq!(none.hear(50), "");
}

#[test]
fn a_relay_cuts_the_desk_phone_off_and_power_lets_it_go() {
    let options = ModemOptions { relay: true, ..ModemOptions::generic() };
    let mut terminal = Terminal::quiet(options);
    terminal.set(&["AT+FCLASS=8", "AT+VLS=2"]);
    assert!(terminal.line(|line| !line.desk_is_connected() && !line.is_off_hook()));
    terminal.top.unplug();
    terminal.top.plug();
    assert!(terminal.line(|line| line.desk_is_connected()));
    let mut without = Terminal::quiet(ModemOptions::generic());
    without.set(&["AT+FCLASS=8"]);
    assert_eq!(without.ask("AT+VLS=2"), "|ERROR|");
}
