//! Voice modems: bulk pipes taken from the kernel's cdc_acm, and the serial port that cdc_acm makes of them.
//! Depends on `device::modem`.

use super::{Door, Office, Pace};
use crate::scenario::{Outcome, Scenario};
use ringdesk::device::error::DeviceError;
use ringdesk::device::family::{FamilyDriver, Wire, ids};
use ringdesk::device::known::Family;
use ringdesk::device::link::Link;
use ringdesk::device::modem::{Options, VoiceModem};
use ringdesk::device::sim::boxes::LineSide;
use ringdesk::device::sim::boxes::modem::{ModemModel, ModemOptions};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::{LineBox, UsbId};

/// In order.
pub const SCENARIOS: &[Scenario] = &[
    ("modem_startech", startech),
    ("modem_usr5637", usr5637),
    ("modem_one_interface", one_interface),
    ("modem_behind_its_port", behind_its_port),
];

static IDS: [UsbId; 12] = ids(Family::VoiceModem);
const PACE: Pace = Pace { ring: 400, hook: 1_000 };

/// With the country in which this model reads caller ID (B5h, United States).
fn open(link: Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError> {
    let options = Options { country: Some(0xb5), ..Options::default() };
    VoiceModem::open(link, options).map(|modem| Box::new(modem) as Box<dyn LineBox>)
}

const fn driver(wire: Wire) -> FamilyDriver {
    let family = Some(Family::VoiceModem);
    FamilyDriver { name: "modem", family, wire, ids: &IDS, open }
}

/// Without its serial port, and with the country.
pub static ON_USB: FamilyDriver = driver(Wire::Usb);
static BEHIND_ITS_PORT: FamilyDriver = driver(Wire::PortOrUsb(115_200));

fn startech() -> Outcome {
    story(ModemOptions::startech(), &ON_USB)
}

fn usr5637() -> Outcome {
    story(ModemOptions::usr5637(), &ON_USB)
}

fn one_interface() -> Outcome {
    story(ModemOptions::lenovo(), &ON_USB)
}

fn behind_its_port() -> Outcome {
    story(ModemOptions::startech(), &BEHIND_ITS_PORT)
}

fn story(options: ModemOptions, driver: &'static FamilyDriver) -> Outcome {
    let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
    let model = ModemModel::new(options, LineSide::new(settings));
    let mut office = Office::open(Box::new(model), Door::Program(driver))?;
    super::is_called_and_answered(&mut office, &PACE)?;
    super::calls_and_leaves(&mut office, true)?;
    super::is_pulled_out_and_comes_back(&mut office, &PACE)?;
    super::is_closed_in_mid_call(&mut office)
}
