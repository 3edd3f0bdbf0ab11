//! An office with a voice modem as its line, and boxes that cannot be used yet: what the line doctor shows.

use super::{NOW, idle, line};
use ringdesk::base::capability::Capabilities;
use ringdesk::base::remedy::{Holder, Remedy, Trouble};
use ringdesk::base::signal::Hook;
use ringdesk::engine::doctor::{
    BoxAccess, Counters, DialogueLine, DoctorView, FoundBoxView, LifeEntry, LifeState, LifeView,
    Newest,
};
use ringdesk::engine::settings::{Language, LineChoice, Settings};
use ringdesk::engine::snapshot::{LineState, Snapshot};
use std::sync::Arc;
use std::time::Duration;

/// The modem's address.
pub const MODEM: &str = "modem:0572:1349@1-2.3";

fn ago(secs: u64) -> Duration {
    NOW.mono.saturating_sub(Duration::from_secs(secs))
}

fn found(address: &str, name: &str, place: &str, access: BoxAccess) -> FoundBoxView {
    FoundBoxView {
        address: address.into(),
        name: name.into(),
        place: place.into(),
        access,
        remedy: None,
    }
}

/// What is plugged in: one in use, one not permitted, one port that another program holds, one ready.
pub fn boxes() -> Vec<FoundBoxView> {
    let holder = |pid, name: &str, is_ours| Holder { pid, name: name.into(), is_ours };
    let held = |holders| Remedy { trouble: Trouble::HeldBy { holders }, commands: Vec::new() };
    let mut modem = found(MODEM, "StarTech USB56KEMH2", "1-2.3", BoxAccess::Busy);
    modem.remedy = Some(held(vec![holder(4711, "ringdesk", true)]));
    let mut telbox =
        found("telbox:6993:b001@1-4", "Yealink USB-B2K / B3G", "1-4", BoxAccess::NotPermitted);
    let rule = "SUBSYSTEM==\"usb\", ATTR{idVendor}==\"6993\", ATTR{idProduct}==\"b001\", MODE=\"0660\", TAG+=\"uaccess\"";
    telbox.remedy = Some(Remedy {
        trouble: Trouble::NoRule { rule: rule.into() },
        commands: vec![
            format!("echo '{rule}' | sudo tee -a /etc/udev/rules.d/70-ringdesk.rules"),
            "sudo udevadm control --reload && sudo udevadm trigger".into(),
        ],
    });
    let mut port =
        found("receiver:/dev/ttyUSB0", "CP2102 USB to UART", "/dev/ttyUSB0", BoxAccess::Busy);
    port.remedy = Some(held(vec![holder(981, "ModemManager", false)]));
    let adapter = found("hid:335e:8a01@2-1", "8amps Maple", "2-1", BoxAccess::Accessible);
    vec![modem, telbox, port, adapter]
}

fn dialogue() -> Vec<DialogueLine> {
    let said = [
        (540, true, "ATZ\\r"),
        (540, false, "\\r\\nOK\\r\\n"),
        (539, true, "AT+FCLASS=8\\r"),
        (539, false, "\\r\\nOK\\r\\n"),
        (539, true, "AT+VCID=1\\r"),
        (538, false, "\\r\\nOK\\r\\n"),
        (311, false, "\\r\\nRING\\r\\n"),
        (
            309,
            false,
            "\\r\\nDATE = 1123\\r\\nTIME = 1402\\r\\nNMBR = 13812345678\\r\\nNAME = WANG WEI\\r\\n",
        ),
        (305, false, "\\r\\nRING\\r\\n"),
        (303, false, "\\x10h"),
        (260, false, "\\x10H"),
    ];
    let line = |(secs, ours, text): (u64, bool, &str)| DialogueLine {
        at: ago(secs),
        ours,
        text: text.into(),
    };
    said.into_iter().map(line).collect()
}

/// What the modem tells.
pub fn patient() -> DoctorView {
    let entry = |secs, state, why: &str| LifeEntry { at: ago(secs), state, why: why.into() };
    let history = vec![
        entry(545, LifeState::Found, ""),
        entry(545, LifeState::BringingUp, ""),
        entry(538, LifeState::Ready, ""),
        entry(230, LifeState::Lost, "the box was unplugged"),
        entry(215, LifeState::Absent, ""),
        entry(180, LifeState::BringingUp, ""),
        entry(174, LifeState::Ready, ""),
        entry(120, LifeState::Degraded, "14 faults since it was opened"),
        entry(60, LifeState::Ready, ""),
    ];
    DoctorView {
        at: NOW.mono,
        profile: "conexant voice modem".into(),
        facts: vec![
            ("maker".into(), "CONEXANT".into()),
            ("firmware".into(), "CX93001-EIS_V0.2013-V92".into()),
            ("caller ID".into(), "formatted, on-hook".into()),
        ],
        findings: vec![
            "The modem claims to tell when the extension is lifted, and does so two seconds late."
                .into(),
        ],
        dialogue: dialogue(),
        counters: Counters { received: 1_893, sent: 214, not_understood: 2, ..Counters::default() },
        desk_phone: Some(Hook::On),
        volts: Some(48),
        life: Some(LifeView { state: LifeState::Ready, since: ago(60), health: 83, history }),
    }
}

/// The office with the modem.
pub fn modem(language: Language) -> Snapshot {
    let mut snap = idle(language);
    let bursts = snap.lines.first().map(|line| line.bursts.clone()).unwrap_or_default();
    let mut view = line(LineState::Idle);
    let choice = LineChoice::Box(MODEM.into());
    view.name = "StarTech USB56KEMH2".into();
    view.choice = choice.clone();
    view.bursts = bursts;
    view.claimed = Capabilities { desk_ring: true, seize: true, dial: true, ..view.claimed };
    view.doctor = Arc::new(Newest::new(patient()));
    snap.lines = vec![view];
    snap.settings = Arc::new(Settings { line: choice, ..snap.settings.as_ref().clone() });
    snap.boxes = Arc::new(boxes());
    snap
}

/// The same, PHONE and LINE swapped: the phone was seen, the line is dead.
pub fn swapped(language: Language) -> Snapshot {
    let mut snap = modem(language);
    if let Some(line) = snap.lines.first_mut() {
        line.observed = Capabilities { hook: true, ..Capabilities::default() };
        line.bursts.clear();
        let dead = DoctorView { volts: Some(0), findings: Vec::new(), ..patient() };
        line.doctor = Arc::new(Newest::new(dead));
    }
    snap
}

/// The chosen box is not plugged in, and another one may not be used.
pub fn unplugged(language: Language) -> Snapshot {
    let mut snap = modem(language);
    snap.lines.clear();
    snap.boxes = Arc::new(boxes().into_iter().skip(1).collect());
    snap
}
