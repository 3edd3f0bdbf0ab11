//! Caller-ID receivers: bytes on a serial port, here a USB one that the kernel's cdc_acm makes of a cable.
//! Depends on `device::receiver`.

use super::{Door, NUMBER, Office};
use crate::scenario::{Outcome, Scenario, Told};
use ringdesk::base::order::FarEndAction;
use ringdesk::base::signal::{Edge, LineSignal};
use ringdesk::device::link::Setup;
use ringdesk::device::registry;
use ringdesk::device::sim::boxes::receiver::{Receiver, ReceiverModel, ReceiverOptions};
use ringdesk::device::sim::boxes::{
    BoxModel, Descriptors, LineSide, Stall, configuration, device_descriptor, endpoint, interface,
};
use ringdesk::device::sim::model::Phase;
use ringdesk::device::sim::settings::SimSettings;
use std::time::Duration;

/// In order.
pub const SCENARIOS: &[Scenario] =
    &[("receiver_comet", comet), ("receiver_module", module), ("receiver_whozz", whozz)];

fn comet() -> Outcome {
    story(Receiver::Comet, "receiver")
}

fn module() -> Outcome {
    story(Receiver::Module, "receiver")
}

fn whozz() -> Outcome {
    story(Receiver::Whozz, "whozz")
}

fn story(kind: Receiver, driver: &str) -> Outcome {
    let (driver, _) = registry::driver(driver).told("the driver")?;
    let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
    let model = ReceiverModel::new(ReceiverOptions::new(kind), LineSide::new(settings));
    let mut office = Office::open(Box::new(Cable(model)), Door::Program(driver))?;
    for round in 0..2 {
        office.is_called()?;
        let is_caller = |one: &LineSignal| matches!(one, LineSignal::CallerId(id) if id.number.as_deref() == Some(NUMBER));
        office.hears(8_000, is_caller, "the caller")?;
        office.act(FarEndAction::HangUp)?;
        office.sees(10_000, |line| line.exchange().phase() == Phase::Idle, "free")?;
        if round == 0 {
            office.stage.unplug();
            let lost = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::Begin);
            office.hears(500, lost, "the loss")?;
            office.stage.plug_unlisted()?;
            let back = |one: &LineSignal| *one == LineSignal::BoxLost(Edge::End);
            office.hears(10_000, back, "the return")?;
        }
    }
    Ok(())
}

/// A serial port as a CDC-ACM device around a model that has only a serial port.
struct Cable(ReceiverModel);

impl BoxModel for Cable {
    fn descriptors(&self) -> Descriptors {
        let mut body = interface(0, 0, 1, [2, 2, 1]).to_vec();
        body.extend([5, 0x24, 0x00, 0x10, 0x01, 4, 0x24, 0x02, 0x02, 5, 0x24, 0x06, 0x00, 0x01]);
        body.extend(endpoint(0x81, 3, 16, 32));
        body.extend(interface(1, 0, 2, [10, 0, 0]));
        body.extend(endpoint(0x82, 2, 64, 0));
        body.extend(endpoint(0x02, 2, 64, 0));
        Descriptors {
            device: device_descriptor([2, 0, 0], 0x1209, 0x0002, 0x0100),
            configuration: configuration(2, &body),
            ..self.0.descriptors()
        }
    }

    fn control(
        &mut self,
        setup: Setup,
        _data: &[u8],
        _length: usize,
        _now: Duration,
    ) -> Result<Vec<u8>, Stall> {
        match (setup.request_type, setup.request) {
            (0x21, 0x20 | 0x22 | 0x23) => Ok(Vec::new()),
            _ => Err(Stall),
        }
    }

    fn out(&mut self, _endpoint: u8, data: &[u8], now: Duration) -> Result<(), Stall> {
        self.0.out(0x00, data, now)
    }

    fn advance(&mut self, now: Duration) {
        self.0.advance(now);
    }

    fn next_due(&self) -> Option<Duration> {
        self.0.next_due()
    }

    fn take(&mut self, endpoint: u8) -> Option<Vec<u8>> {
        if endpoint == 0x82 { self.0.take(0x80) } else { None }
    }

    fn power_on(&mut self, now: Duration) {
        self.0.power_on(now);
    }

    fn line(&mut self) -> &mut LineSide {
        self.0.line()
    }
}
