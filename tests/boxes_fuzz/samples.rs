//! Good boxes on the bench: what they are, what they say in a call, and valid bytes of each kind, to begin from.
//! Depends on the library only.

use super::hostile::{Open, Recorder, use_box};
use ringdesk::base::caller_id::{Format, Standard};
use ringdesk::base::clock::ManualClock;
use ringdesk::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::device::hid::descriptor::hid_interfaces;
use ringdesk::device::link::{About, Link, Setup};
use ringdesk::device::sim::boxes::bench::BenchTop;
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use ringdesk::device::sim::boxes::hid::headset::HookManner;
use ringdesk::device::sim::boxes::hid::{Headset, Manner, Maple, MapleManner};
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use ringdesk::device::sim::boxes::receiver::{Receiver, ReceiverModel, ReceiverOptions};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::boxes::telephone::TelephoneModel;
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::telbox::protocol::Command;
use ringdesk::device::{hid, modem, pstn, receiver, telbox};
use std::sync::{Arc, OnceLock};

/// A box on the bench and what opens it.
pub type Sample = (BenchTop, Open);

/// Longest sample: what a fuzzer takes at most.
const LONGEST: usize = 4_096;

fn line() -> LineSide {
    LineSide::new(SimSettings { box_caller_id: true, ..SimSettings::default() })
}

fn top(model: impl BoxModel + 'static) -> BenchTop {
    BenchTop::new(Box::new(model), Arc::new(ManualClock::default()))
}

/// The boxes of a fuzz target.
pub fn boxes(target: &str) -> Vec<Sample> {
    match target {
        "at_dle" => {
            [ModemOptions::generic(), ModemOptions::generic_serial(), ModemOptions::usr5637()]
                .map(|options| (top(ModemModel::new(options, line())), modem::open as Open))
                .into()
        }
        "cdc_notifications" => vec![
            (top(DirectModel::new(Make::Osmocom, line())), pstn::open),
            (top(DirectModel::new(Make::ByTheBook, line())), pstn::open),
            (top(TelephoneModel::new(line(), 16)), pstn::open),
        ],
        "hid" => vec![
            (top(Maple::new(line(), MapleManner::default())), hid::open),
            (top(Headset::new(line(), Manner::default()).0), hid::open),
            (top(Headset::new(line(), odd_manner()).0), hid::open),
        ],
        "yealink" => [Edition::B2kFirst, Edition::B3g { lifted: true }]
            .map(|edition| {
                (top(Telbox::on(edition, Habits::default(), line())), telbox::open as Open)
            })
            .into(),
        _ => {
            let on = |kind| top(ReceiverModel::new(ReceiverOptions::new(kind), line()));
            vec![
                (on(Receiver::Comet), receiver::open_raw),
                (on(Receiver::Whozz), receiver::open_whozz),
            ]
        }
    }
}

fn odd_manner() -> Manner {
    Manner {
        hook: HookManner::Push,
        ids: true,
        array: true,
        out_pipe: true,
        line: true,
        ..Manner::default()
    }
}

/// What the drivers know of the boxes of a target before they open them.
pub fn abouts(target: &str) -> Vec<(About, Open)> {
    let about = |(top, open): Sample| Some((top.open().ok()?.about().clone(), open));
    boxes(target).into_iter().filter_map(about).collect()
}

/// Report descriptors of the telephones on the bench.
pub fn report_descriptors() -> &'static [Vec<u8>] {
    static FOUND: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FOUND
        .get_or_init(|| boxes("hid").iter().filter_map(|(top, _)| report_descriptor(top)).collect())
}

fn report_descriptor(top: &BenchTop) -> Option<Vec<u8>> {
    let place = hid_interfaces(&top.open().ok()?.about().configuration).into_iter().next()?;
    let index = u16::from(place.number);
    let ask = Setup { request_type: 0x81, request: 6, value: 0x2200, index };
    top.with(|model, now| model.control(ask, &[], 4_096, now)).ok()
}

/// Data for a target: calls of good boxes as their drivers saw them, and valid bytes for its parsers.
pub fn valid(target: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> =
        boxes(target).into_iter().zip(1..).map(|(sample, choice)| call(sample, choice)).collect();
    for bytes in parser_bytes(target) {
        all.push([&[0, 7], bytes.as_slice()].concat());
    }
    for data in &mut all {
        data.truncate(LONGEST);
    }
    all
}

/// A call on a good box: `[which box, mode, answers …]`.
fn call((top, open): Sample, choice: u8) -> Vec<u8> {
    let clock = top.clock();
    let (recorder, data) = Recorder::new(Box::new(top.open().unwrap()));
    let mut opened = open(Box::new(recorder)).unwrap();
    let caller = SimulatedCaller {
        number: "02155501234".to_owned(),
        name: "WANG".to_owned(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    };
    top.with(|model, now| model.line().act(FarEndAction::Ring(caller), now)).unwrap();
    use_box(opened.as_mut(), 0, clock.as_ref(), &|| false);
    drop(opened);
    let data = data.lock().unwrap();
    [&[choice], data.as_slice()].concat()
}

fn parser_bytes(target: &str) -> Vec<Vec<u8>> {
    let owned = |texts: &[&[u8]]| texts.iter().map(|text| text.to_vec()).collect();
    match target {
        "at_dle" => owned(&[
            b"AT+VLS=?\r\r\n0,\"\",B0000000,B0000000,B0800080\r\n1,\"T\",0B8000E0,0F8200E4,0B840000\r\nOK\r\n",
            b"AT+VSM=?\r\n128,\"8-BIT LINEAR\",(7200,8000,11025)\r\n132,\"IMA ADPCM\",4,0,8000,0,0\r\nOK\r\n",
            b"\r\nRING\r\n\r\nDATE = 1127\r\nTIME = 0930\r\nNMBR = 13812345678\r\nNAME = ANNA\r\n\r\nRING\r\n",
            b"\r\nMESG = 80160108303331373136353602\r\nDDN_NMBR=5550100\r\nDRON=8\r\nDROF=40\r\nCONNECT\r\n",
            b"\x80\x7f\x10\x10\x10R\x10/1\x10~\x10\x1a\x81\x10X1\x10h\x10\x03\r\nVCON\r\n+CME ERROR: 3\r\n",
        ]),
        "cdc_notifications" => {
            let all = boxes(target);
            let configurations = all.iter().filter_map(|(top, _)| top.open().ok());
            let mut bytes: Vec<Vec<u8>> =
                configurations.map(|link| link.about().configuration.clone()).collect();
            bytes.push(b"\xa1\x09\0\0\x04\0\0\0\xa1\x28\x05\0\0\0\x17\0\x01\x0803171656\x0a2156430144\x02BO".to_vec());
            bytes.push(vec![0xa1, 0x08, 1, 0, 4, 0, 0, 0, 0xa1, 0x23, 1, 0, 4, 0, 4, 0, 0, 0, 0, 0]);
            bytes.push(vec![14, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x80, 6, 5, 0, 0x80]);
            bytes
        }
        "hid" => report_descriptors().to_vec(),
        "yealink" => vec![
            [Command::Version, Command::Scan { length: 3 }, Command::Digit(5), Command::HoldLine(true)]
                .iter()
                .flat_map(|command| *command.packet().bytes())
                .collect(),
        ],
        _ => owned(&[
            b"UUUUUUUU\x80\x16\x01\x0803171656\x02\x0a2156430144\xba",
            b"\x04\x1203171656215643014400\x55",
            b"\r\n01 I S 0276 G B3 09/26 11:28 AM 800-555-1212   AT&T INFORMATIO\r\n01 R             11/07 07:43:52\r\n",
            b"^^<U>\0\0\0\0\x89\x79<S>\0\0\0\x84\r\n$01 I E 0000 G A2 12/17 04:54 PM Private        CALLERID.COM   \r\n",
        ]),
    }
}
