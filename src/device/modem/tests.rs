//! A modem driver and the model of a modem on one bench: what an office would notice of it.

mod call;
mod fault;
mod idle;

use super::{Options, VoiceModem};
use crate::audio::source::{Pulled, SampleSink, SampleSource};
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::{Clock, ManualClock};
use crate::base::ids::LineId;
use crate::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{LineSignal, Refusal, Report};
use crate::base::tuning::{Country, RawCallerId, Tuning};
use crate::device::error::DeviceError;
use crate::device::sim::boxes::LineSide;
use crate::device::sim::boxes::bench::BenchTop;
use crate::device::sim::boxes::modem::{ModemModel, ModemOptions};
use crate::device::sim::model::Phase;
use crate::device::sim::settings::{SimSettings, Timing};
use crate::device::{AudioRoute, LineBox};
use std::sync::Arc;
use std::time::Duration;

const LINE: LineId = LineId(1);

/// A modem on a table with people around it.
struct Table {
    top: BenchTop,
    modem: Option<VoiceModem>,
    source: Option<Box<dyn SampleSource>>,
    sink: Option<Box<dyn SampleSink>>,
    told: Vec<Report>,
    /// What was heard of the line.
    heard: Vec<i16>,
}

impl Table {
    fn set(options: ModemOptions) -> Self {
        let settings =
            SimSettings { timing: Timing::FAST, box_caller_id: true, ..SimSettings::default() };
        Self::on(options, settings)
    }

    fn on(options: ModemOptions, settings: SimSettings) -> Self {
        let model = ModemModel::new(options, LineSide::new(settings));
        let top = BenchTop::new(Box::new(model), Arc::new(ManualClock::default()));
        Self { top, modem: None, source: None, sink: None, told: Vec::new(), heard: Vec::new() }
    }

    /// Opened and with its sound taken, as the program does it.
    fn open(options: ModemOptions) -> Self {
        Self::open_as(options, Options::default())
    }

    fn open_as(options: ModemOptions, own: Options) -> Self {
        let mut table = Self::set(options);
        table.try_open(own).unwrap();
        table
    }

    fn try_open(&mut self, own: Options) -> Result<(), DeviceError> {
        self.modem = None;
        let link = self.top.open().map_err(super::wire::device_error)?;
        let mut modem = VoiceModem::open(Box::new(link), own)?;
        if let AudioRoute::Both(source, sink) = modem.audio() {
            (self.source, self.sink) = (Some(source), Some(sink));
        }
        self.modem = Some(modem);
        Ok(())
    }

    fn modem(&mut self) -> &mut VoiceModem {
        self.modem.as_mut().unwrap()
    }

    fn now(&self) -> Duration {
        self.top.clock().now().mono
    }

    /// Time passes; everything told is kept.
    fn pass(&mut self, millis: u64) {
        let end = self.now() + Duration::from_millis(millis);
        while self.now() < end {
            let before = self.now();
            let Some(modem) = &mut self.modem else {
                self.top.clock().advance(end.saturating_sub(before));
                return;
            };
            if let Some(report) = modem.poll(LINE, Duration::from_millis(20)) {
                self.told.push(report);
            } else if self.now() == before {
                // A lost box waits for nothing.
                self.top.clock().advance(Duration::from_millis(20));
            }
            if let Some(source) = &mut self.source {
                while let Pulled::Samples(1..) = source.pull(&mut self.heard) {}
            }
        }
    }

    /// Until this is told, or for so long.
    fn until(&mut self, seconds: u64, want: impl Fn(&LineSignal) -> bool) -> Option<Report> {
        let from = self.told.len();
        for _ in 0..seconds * 50 {
            self.pass(20);
            let found = self.told.iter().skip(from).find(|report| want(&report.signal));
            if found.is_some() {
                return found.cloned();
            }
        }
        None
    }

    #[allow(clippy::needless_pass_by_value, reason = "reads better where it is called")]
    fn order(&mut self, order: BoxOrder) -> Result<(), Refusal> {
        self.modem().order(&order)
    }

    fn act(&mut self, action: FarEndAction) {
        self.top.with(|model, now| model.line().act(action, now)).unwrap();
    }

    fn line<R>(&self, ask: impl FnOnce(&mut LineSide) -> R) -> R {
        self.top.with(|model, _| ask(model.line()))
    }

    fn phase(&self) -> Phase {
        self.line(|line| line.exchange().phase())
    }

    fn rings(&mut self, number: &str, moment: BurstMoment) {
        self.act(FarEndAction::Ring(caller(number, "ANNA", moment)));
    }

    fn signals(&self) -> Vec<LineSignal> {
        self.told.iter().map(|report| report.signal.clone()).collect()
    }

    fn numbers(&self) -> Vec<Option<String>> {
        let number = |report: &Report| match &report.signal {
            LineSignal::CallerId(id) => Some(id.number.clone()),
            _ => None,
        };
        self.told.iter().filter_map(number).collect()
    }

    fn count(&self, want: &LineSignal) -> usize {
        self.told.iter().filter(|report| report.signal == *want).count()
    }

    /// The line is free and the desk phone on it.
    fn assert_left(&self, why: &str) {
        let (off, desk) = self.line(|line| (line.is_off_hook(), line.desk_is_connected()));
        assert!(!off && desk, "{why}: off-hook {off}, desk phone connected {desk}");
    }

    fn findings(&mut self) -> Vec<String> {
        self.modem().diagnosis().findings
    }

    /// The newest part of the dialogue, for messages of tests.
    fn dialogue(&mut self) -> String {
        let lines = self.modem().diagnosis().dialogue;
        let text = |l: &crate::device::diagnosis::Exchanged| {
            format!("{:>8} {} {}", l.at.as_millis(), if l.ours { ">" } else { "<" }, l.text)
        };
        lines.iter().map(text).collect::<Vec<_>>().join("\n")
    }
}

fn caller(number: &str, name: &str, moment: BurstMoment) -> SimulatedCaller {
    SimulatedCaller {
        number: number.to_owned(),
        name: name.to_owned(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment,
    }
}

/// Every voice modem that is modelled.
fn products() -> Vec<(&'static str, ModemOptions)> {
    vec![
        ("generic", ModemOptions::generic()),
        ("serial", ModemOptions::generic_serial()),
        ("startech", ModemOptions::startech()),
        ("zoom", ModemOptions::zoom()),
        ("lenovo", ModemOptions::lenovo()),
        ("hummingbird", ModemOptions::hummingbird()),
        ("usr5637", ModemOptions::usr5637()),
        ("mt9234mu", ModemOptions::mt9234mu()),
    ]
}

#[allow(clippy::cast_precision_loss, reason = "few samples")]
fn power(samples: &[i16]) -> f64 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s).powi(2)).sum();
    (sum / samples.len().max(1) as f64).sqrt()
}

#[allow(clippy::cast_possible_truncation, reason = "full scale fits")]
fn sine(count: u16, turn: f32, height: f32) -> Vec<i16> {
    (0..count).map(|n| (f32::sin(f32::from(n) * turn) * height) as i16).collect()
}
