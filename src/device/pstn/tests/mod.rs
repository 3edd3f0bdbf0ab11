//! The PSTN drivers against their models, on the bench. May depend on `base` and `audio`.

mod bytes;
mod direct;
mod faults;
mod telephone;

use crate::base::caller_id::{Format, Standard};
use crate::base::clock::ManualClock;
use crate::base::ids::LineId;
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{LineSignal, Refusal, Report};
use crate::device::LineBox;
use crate::device::sim::boxes::bench::BenchTop;
use crate::device::sim::boxes::direct::{DirectModel, Make, Watch};
use crate::device::sim::boxes::telephone::TelephoneModel;
use crate::device::sim::boxes::{BoxModel, LineSide};
use crate::device::sim::settings::SimSettings;
use std::sync::Arc;
use std::time::Duration;

/// A bench with a box on it that is driven.
struct Desk {
    top: BenchTop,
    watch: Watch,
    line_box: Box<dyn LineBox>,
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn top_of(model: Box<dyn BoxModel>) -> BenchTop {
    BenchTop::new(model, Arc::new(ManualClock::default()))
}

impl Desk {
    fn direct(make: Make) -> Self {
        let model = DirectModel::new(make, LineSide::new(SimSettings::default()));
        let watch = model.watch();
        Self::on(top_of(Box::new(model)), watch)
    }

    fn telephone(packet: u16) -> Self {
        let settings = SimSettings { box_caller_id: true, ..SimSettings::default() };
        let model = TelephoneModel::new(LineSide::new(settings), packet);
        let watch = model.watch();
        Self::on(top_of(Box::new(model)), watch)
    }

    fn on(top: BenchTop, watch: Watch) -> Self {
        let line_box = super::open(Box::new(top.open().unwrap())).unwrap();
        Self { top, watch, line_box }
    }

    /// Everything that is reported in the next `time`.
    fn reports(&mut self, time: Duration) -> Vec<Report> {
        let clock = self.top.clock();
        let now = || crate::base::clock::Clock::now(&*clock).mono;
        let (end, mut told) = (now() + time, Vec::new());
        while now() < end {
            let left = end.saturating_sub(now());
            match self.line_box.poll(LineId(1), left.min(ms(20))) {
                Some(report) => told.push(report),
                // A lost box does not wait.
                None => clock.advance(ms(1)),
            }
        }
        told
    }

    fn hears(&mut self, time: Duration) -> Vec<LineSignal> {
        self.reports(time).into_iter().map(|report| report.signal).collect()
    }

    fn order(&mut self, order: impl std::borrow::Borrow<BoxOrder>) -> Result<(), Refusal> {
        self.line_box.order(order.borrow())
    }

    fn act(&self, action: FarEndAction) {
        self.top.with(|model, now| model.line().act(action, now)).unwrap();
    }

    fn line<R>(&self, look: impl FnOnce(&LineSide) -> R) -> R {
        self.top.with(|model, _| look(model.line()))
    }

    fn is_off_hook(&self) -> bool {
        self.line(LineSide::is_off_hook)
    }

    /// Requests with this code so far: (value, taken).
    fn asked(&self, code: u8) -> Vec<(u16, bool)> {
        let watched = self.watch.look();
        let these = watched.requests.iter().filter(|(request, _, _)| *request == code);
        these.map(|(_, value, taken)| (*value, *taken)).collect()
    }

    fn findings(&self) -> String {
        self.line_box.diagnosis().findings.join("\n")
    }
}

fn caller(number: &str, moment: BurstMoment) -> FarEndAction {
    FarEndAction::Ring(SimulatedCaller {
        number: number.to_owned(),
        name: "王伟".to_owned(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment,
    })
}
