//! The sound of boxes that carry it over USB Audio, through the kernel's own audio driver: what the line says is heard, and
//! digits played into it are understood by the exchange. Depends on `device`.

use super::{Door, Office};
use crate::scenario::{Outcome, Scenario, Told, check};
use ringdesk::audio::source::Pulled;
use ringdesk::base::order::{BoxOrder, FarEndAction};
use ringdesk::device::sim::boxes::direct::{DirectModel, Make};
use ringdesk::device::sim::boxes::hid::{Maple, MapleManner};
use ringdesk::device::sim::boxes::telbox::{Edition, Habits, Telbox};
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::model::Phase;
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::{AudioRoute, registry};

/// In order.
pub const SCENARIOS: &[Scenario] =
    &[("sound_direct", direct), ("sound_telbox", telbox), ("sound_maple", maple)];

fn direct() -> Outcome {
    let line = LineSide::new(SimSettings::default());
    story(Box::new(DirectModel::new(Make::Osmocom, line)), "direct")
}

fn telbox() -> Outcome {
    let edition = Edition::B3g { lifted: false };
    story(Box::new(Telbox::new(edition, Habits::default(), SimSettings::default())), "telbox")
}

fn maple() -> Outcome {
    let line = LineSide::new(SimSettings::default());
    story(Box::new(Maple::new(line, MapleManner::default())), "hid")
}

fn story(model: Box<dyn BoxModel>, driver: &str) -> Outcome {
    let (driver, _) = registry::driver(driver).told("the driver")?;
    let mut office = Office::open(model, Door::Program(driver))?;
    let AudioRoute::Both(mut source, _sink) = office.line_box()?.audio() else {
        return Err(format!("no sound: {:?}", office.line_box()?.diagnosis().findings));
    };
    let rate = source.rate();
    office.order(&BoxOrder::Seize)?;
    let mut heard = Vec::new();
    let mut loudest = 0;
    for _ in 0..100 {
        office.listens(20)?;
        heard.clear();
        if let Pulled::Gap(frames) = source.pull(&mut heard) {
            println!("   {frames} frames of sound were lost");
        }
        loudest = heard.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0).max(loudest);
    }
    println!("   sound at {rate} Hz, dial tone up to {loudest}");
    check(loudest > 1_000, || format!("dial tone is not heard: {loudest} at most"))?;
    check(office.can().dial, || "it does not dial with its sound".to_owned())?;
    office.order(&BoxOrder::Dial("5551234".to_owned()))?;
    let rings_there = |line: &mut LineSide| line.exchange().phase() == Phase::RingBack;
    office.sees(20_000, rings_there, "ringing there").map_err(|why| {
        let sent = office.line(|line| line.far_end_heard().to_vec());
        let loudest = sent.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        for card in ["card0", "card1"] {
            for file in ["stream0", "pcm0p/sub0/status", "pcm0p/sub0/hw_params", "pcm0p/sub0/sw_params"] {
                let text = std::fs::read_to_string(format!("/proc/asound/{card}/{file}"));
                println!("   {card} {file}: {}", text.unwrap_or_default().trim());
            }
        }
        let packets = office.stage.desk(|desk| desk.packets.clone());
        format!(
            "{why}; {} samples went into the line, up to {loudest}; packets by endpoint: {packets:?}",
            sent.len()
        )
    })?;
    office.act(FarEndAction::Answer)?;
    office.order(&BoxOrder::Release)?;
    office.sees(5_000, |line| !line.is_off_hook(), "on-hook")
}
