//! Dialogues with the model, by hand, as the manuals and bug reports print them.

mod call;
mod line;
mod stream;
mod text;

use super::{ModemModel, ModemOptions};
use crate::base::caller_id::{Format, Standard};
use crate::base::clock::ManualClock;
use crate::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use crate::device::link::{Link, Pipe, Setup};
use crate::device::sim::boxes::bench::{BenchTop, ModelLink};
use crate::device::sim::boxes::{BoxModel, LineSide};
use crate::device::sim::settings::{SimSettings, Timing};
use std::sync::Arc;
use std::time::Duration;

/// A person at a terminal.
struct Terminal {
    top: BenchTop,
    link: ModelLink,
    pipes: [Pipe; 2],
}

fn settings() -> SimSettings {
    SimSettings { timing: Timing::FAST, box_caller_id: true, ..SimSettings::default() }
}

impl Terminal {
    fn new(options: ModemOptions) -> Self {
        let [_, bulk_in, bulk_out] = options.endpoints;
        let pipes = if options.serial { [0x80, 0x00] } else { [bulk_in, bulk_out] };
        let model = ModemModel::new(options, LineSide::new(settings()));
        let top = BenchTop::new(Box::new(model), Arc::new(ManualClock::default()));
        let link = top.open().unwrap();
        let mut terminal = Self { top, link, pipes: pipes.map(Pipe) };
        terminal.link.listen(terminal.pipes[0]).unwrap();
        terminal
    }

    /// A person who wants no echo.
    fn quiet(options: ModemOptions) -> Self {
        let mut terminal = Self::new(options);
        terminal.ask("ATE0");
        terminal
    }

    fn write(&mut self, bytes: &[u8]) {
        self.link.write(self.pipes[1], bytes, Duration::from_secs(1)).unwrap();
    }

    /// Everything that comes within `millis`.
    fn read(&mut self, millis: u64) -> Vec<u8> {
        let end = self.link.now() + Duration::from_millis(millis);
        let mut heard = Vec::new();
        while let Some(left) = end.checked_sub(self.link.now()).filter(|left| !left.is_zero()) {
            let arrival = self.link.wait(left).unwrap();
            heard.extend(
                arrival.into_iter().filter(|a| a.pipe == self.pipes[0]).flat_map(|a| a.bytes),
            );
        }
        heard
    }

    /// What comes, on one line: line ends are `|`, DLE is `^`.
    fn hear(&mut self, millis: u64) -> String {
        shown(&self.read(millis))
    }

    fn ask(&mut self, line: &str) -> String {
        self.write(format!("{line}\r").as_bytes());
        self.hear(30)
    }

    /// Every line is answered `OK`.
    fn set(&mut self, lines: &[&str]) {
        for line in lines {
            assert_eq!(self.ask(line), "|OK|", "{line}");
        }
    }

    fn act(&mut self, action: FarEndAction) {
        self.top.with(|model, now| model.line().act(action, now)).unwrap();
    }

    fn line<R>(&self, ask: impl FnOnce(&mut LineSide) -> R) -> R {
        self.top.with(|model, _| ask(model.line()))
    }

    fn dtr(&mut self, on: bool) {
        let setup = Setup::class_out(0x22, u16::from(on), 0);
        self.link.control_out(setup, &[], Duration::from_secs(1)).unwrap();
    }
}

fn shown(bytes: &[u8]) -> String {
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    text.replace("\r\n", "|").replace('\r', "<").replace('\u{10}', "^").replace('\u{3}', "$")
}

fn caller(number: &str, name: &str, moment: BurstMoment) -> FarEndAction {
    FarEndAction::Ring(SimulatedCaller {
        number: number.to_owned(),
        name: name.to_owned(),
        standard: Standard::Bell202,
        format: Format::Mdmf,
        moment,
    })
}

#[test]
fn two_looks_may_lie_closer_together_than_any_step() {
    let mut model = ModemModel::new(ModemOptions::startech(), LineSide::new(settings()));
    model.power_on(Duration::ZERO);
    for nanos in [1, 2, 900, 1_100, 1_101, 30_000_000, 30_000_001] {
        model.advance(Duration::from_nanos(nanos));
        assert_eq!(model.now, Duration::from_nanos(nanos));
    }
}
