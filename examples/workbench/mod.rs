//! What the bring-up examples share: a box, real or a model on the bench, and the steps one takes with it. Everything that
//! happens is printed, with the time on the program's clock. Depends on the library only.

use ringdesk::base::capability::Capabilities;
use ringdesk::base::clock::{Clock, ManualClock, SystemClock};
use ringdesk::base::evidence::Evidence;
use ringdesk::base::ids::LineId;
use ringdesk::base::order::{BoxOrder, BurstMoment, FarEndAction, SimulatedCaller};
use ringdesk::base::signal::{LineSignal, Report};
use ringdesk::device::diagnosis::Exchanged;
use ringdesk::device::error::DeviceError;
use ringdesk::device::link::Link;
use ringdesk::device::sim::boxes::bench::BenchTop;
use ringdesk::device::sim::boxes::{BoxModel, LineSide};
use ringdesk::device::sim::settings::SimSettings;
use ringdesk::device::{AudioRoute, LineBox, registry};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// What opens a box of one family over its wire.
pub type Open = fn(Box<dyn Link>) -> Result<Box<dyn LineBox>, DeviceError>;

/// What an example's `main` returns.
pub type Outcome = Result<(), Box<dyn Error>>;

/// The longest wait for a report: short, so that dialogue and reports are printed in turn.
const POLL: Duration = Duration::from_millis(50);

/// An open box and where its time comes from.
pub struct Workbench {
    line_box: Box<dyn LineBox>,
    clock: Arc<dyn Clock>,
    /// `None`: the box is real.
    model: Option<BenchTop>,
    /// Kept because a box stops listening when nobody holds its sound any more.
    sound: AudioRoute,
    seen: Vec<LineSignal>,
    /// Orders that were taken.
    obeyed: u32,
    /// The newest line of the dialogue that was printed.
    printed: Option<Exchanged>,
    /// Print the bytes as well.
    pub shows_dialogue: bool,
}

/// A line behind a model: the exchange calls with a caller ID of its own.
pub fn line() -> LineSide {
    LineSide::new(SimSettings { box_caller_id: true, ..SimSettings::default() })
}

/// A caller, for [`FarEndAction::Ring`].
pub fn caller(number: &str) -> FarEndAction {
    FarEndAction::Ring(SimulatedCaller {
        number: number.to_owned(),
        name: String::new(),
        standard: ringdesk::base::caller_id::Standard::Bell202,
        format: ringdesk::base::caller_id::Format::Mdmf,
        moment: BurstMoment::BetweenRings,
    })
}

impl Workbench {
    /// The box at `address`, or without one the model that `make` makes, opened by `open` over a wire in this process.
    ///
    /// An address is what `list_boxes` prints: `modem:0572:1349@1-2.3`, `receiver:/dev/ttyUSB0`.
    pub fn open<M: BoxModel + 'static>(
        address: Option<&str>,
        make: impl FnOnce() -> M,
        open: Open,
    ) -> Result<Self, Box<dyn Error>> {
        let (line_box, clock, model): (_, Arc<dyn Clock>, _) = if let Some(address) = address {
            println!("Opening {address}.");
            let clock = Arc::new(SystemClock::new());
            (registry::open(address, Arc::clone(&clock) as _)?, clock, None)
        } else {
            println!(
                "No address was given: this is a MODEL of a good box, and its time is simulated."
            );
            let clock = Arc::new(ManualClock::default());
            let top = BenchTop::new(Box::new(make()), Arc::clone(&clock));
            (open(Box::new(top.open()?))?, clock, Some(top))
        };
        let mut bench = Self {
            line_box,
            clock,
            model,
            sound: AudioRoute::Silent,
            seen: Vec::new(),
            obeyed: 0,
            printed: None,
            shows_dialogue: false,
        };
        bench.sound = bench.line_box.audio();
        Ok(bench)
    }

    /// Whether this is a model.
    pub fn is_model(&self) -> bool {
        self.model.is_some()
    }

    /// What the box claims of itself.
    pub fn claims(&self) -> Capabilities {
        self.line_box.capabilities()
    }

    /// Prints who it is and what it claims.
    pub fn introduce(&self) {
        println!("\n{}", self.line_box.name());
        for (name, value) in self.line_box.diagnosis().facts {
            println!("  {name:<32} {value}");
        }
        println!("  {:<32} {}", "it claims to", claims_in_words(self.claims()).join(", "));
        println!("  {:<32} {}", "line sound", sound_in_words(&self.sound));
    }

    /// One step: on a model somebody does `action`; a real box needs you to do what `invitation` says. Then everything the
    /// box tells within `seconds` is printed.
    pub fn step(&mut self, invitation: &str, seconds: u64, action: FarEndAction) {
        let Some(top) = self.model.clone() else {
            println!("\n>> {invitation} ({seconds} s)");
            return self.watch(seconds);
        };
        println!("\n>> {invitation}  [the model does it: {action:?}]");
        if let Err(refusal) = top.with(|model, now| model.line().act(action, now)) {
            println!("   the model refuses: {refusal:?}");
        }
        self.watch(seconds);
    }

    /// Gives the box an order and prints what comes of it within `seconds`.
    pub fn order(&mut self, order: &BoxOrder, seconds: u64) {
        println!("\n>> order: {order:?}");
        match self.line_box.order(order) {
            Ok(()) => self.obeyed += 1,
            Err(refusal) => println!("   refused: {refusal:?}"),
        }
        self.watch(seconds);
    }

    /// Prints everything the box tells for so long.
    pub fn watch(&mut self, seconds: u64) {
        let end = self.clock.now().mono + Duration::from_secs(seconds);
        let mut still = 0;
        // A box that is lost for good answers at once and lets no simulated time pass.
        while self.clock.now().mono < end && still < 1_000 {
            let before = self.clock.now().mono;
            let report = self.line_box.poll(LineId(0), POLL);
            still = if report.is_none() && self.clock.now().mono == before { still + 1 } else { 0 };
            self.print_dialogue();
            if let Some(report) = report {
                println!("{}", in_words(&report));
                self.seen.push(report.signal);
            }
        }
    }

    /// What was seen so far.
    pub fn seen(&self) -> &[LineSignal] {
        &self.seen
    }

    /// Prints what was seen and what the driver found wrong.
    pub fn conclude(mut self) {
        self.shows_dialogue = false;
        let diagnosis = self.line_box.diagnosis();
        println!("\nSeen of this box:");
        for (what, was) in seen_in_words(&self.seen) {
            println!("  {:<40} {}", what, if was { "yes" } else { "not this time" });
        }
        for finding in &diagnosis.findings {
            println!("  finding: {finding}");
        }
        println!("  {:<40} {}", "orders taken", self.obeyed);
        println!("  bytes, packets or codes not understood   {}", diagnosis.not_understood);
        if self.is_model() {
            println!(
                "\nWith a box plugged in: `cargo run --example list_boxes` says its address; give it as the argument."
            );
        }
    }

    fn print_dialogue(&mut self) {
        if !self.shows_dialogue {
            return;
        }
        let lines = self.line_box.diagnosis().dialogue;
        let known = self.printed.as_ref();
        let next = lines.iter().rposition(|line| Some(line) == known).map_or(0, |at| at + 1);
        for line in lines.iter().skip(next) {
            let arrow = if line.ours { "->" } else { "<-" };
            println!("{}        {arrow} {}", moment(line.at), line.text);
        }
        self.printed = lines.last().cloned().or_else(|| self.printed.take());
    }
}

fn moment(at: Duration) -> String {
    format!("{:10.3}", at.as_secs_f64())
}

/// A report as one line: when, what, and how it is known.
fn in_words(report: &Report) -> String {
    let Evidence { note, .. } = &report.evidence;
    let grounds = if note.is_empty() { String::new() } else { format!("  ({note})") };
    format!("{}  {:?}{grounds}", moment(report.at), report.signal)
}

fn claims_in_words(claims: Capabilities) -> Vec<&'static str> {
    let all = [
        (claims.ring, "tell rings"),
        (claims.caller_id, "tell who calls"),
        (claims.hook, "tell the hook"),
        (claims.polarity, "tell polarity reversals"),
        (claims.digits, "tell digits"),
        (claims.seize, "take the line"),
        (claims.dial, "dial"),
        (claims.pulse, "dial by pulses"),
        (claims.flash, "flash the hook"),
        (claims.answer, "tell that the far end answered"),
        (claims.listen, "listen on-hook"),
        (claims.duplex, "hear and play at once"),
        (claims.desk_switch, "cut the desk phone off"),
        (claims.desk_ring, "ring the desk phone"),
    ];
    let claimed: Vec<_> = all.into_iter().filter(|(can, _)| *can).map(|(_, words)| words).collect();
    if claimed.is_empty() { vec!["nothing"] } else { claimed }
}

fn sound_in_words(sound: &AudioRoute) -> &'static str {
    match sound {
        AudioRoute::Silent => "none through this driver",
        AudioRoute::Samples(_) => "heard, not played",
        AudioRoute::Both(..) => "heard and played",
        AudioRoute::UsbCard => "through a sound card of the operating system in the same box",
    }
}

fn seen_in_words(seen: &[LineSignal]) -> [(&'static str, bool); 6] {
    let any = |of: fn(&LineSignal) -> bool| seen.iter().any(of);
    [
        ("a ring", any(|signal| matches!(signal, LineSignal::Ring(_)))),
        ("a caller", any(|signal| matches!(signal, LineSignal::CallerId(_)))),
        ("the hook of a phone", any(|signal| matches!(signal, LineSignal::Hook(_)))),
        ("a digit", any(|signal| matches!(signal, LineSignal::Digit { .. }))),
        ("a button", any(|signal| matches!(signal, LineSignal::Button(_)))),
        ("the box lost", any(|signal| matches!(signal, LineSignal::BoxLost(_)))),
    ]
}
