//! `ringdesk exchange`: plays the far end of a telephone line into a sound output, for loopback tests by hand, or
//! writes it to a WAV file, which makes test material. May depend on `base`, `audio` and `device`.

use crate::audio::source::{Pulled, SampleSource};
use crate::base::caller_id::{Format, Standard};
use crate::base::order::{BurstMoment, FarEndAction, SimulatedCaller};
use crate::base::signal::{Edge, LineSignal};
use crate::base::units::LINE_RATE;
use crate::device::sim::model::{Exchange, Input, Sign};
use crate::device::sim::script::{Act, Scenario};
use crate::device::sim::settings::SimSettings;
use crate::device::sim::stage::Stage;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// A scenario does not sound longer than this.
const LIMIT: Duration = Duration::from_hours(3);

/// Arguments of `ringdesk exchange`.
#[derive(Debug, Clone, clap::Args)]
#[command(group = clap::ArgGroup::new("target").required(true).args(["output", "wav"]))]
pub struct ExchangeArgs {
    /// Play into this sound output (id, name or part of it; "default": the system's choice).
    #[arg(long, value_name = "DEVICE")]
    pub output: Option<String>,
    /// Write a WAV file (8 kHz, 16 bit, mono) instead.
    #[arg(long, value_name = "FILE")]
    pub wav: Option<PathBuf>,
    /// What happens, from a scenario file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["number", "name", "standard", "format", "when", "rings"])]
    pub scenario: Option<PathBuf>,
    /// Without a scenario: who rings. Leave it out for a withheld number.
    #[arg(long, value_name = "DIGITS")]
    pub number: Option<String>,
    /// Name of the caller.
    #[arg(long, default_value = "")]
    pub name: String,
    /// How the caller ID is sent.
    #[arg(long, value_enum, default_value = "bell202")]
    pub standard: CarrierArg,
    /// How an FSK message is laid out.
    #[arg(long, value_enum, default_value = "mdmf")]
    pub format: LayoutArg,
    /// When it is sent; between rings, or before the first ring for DTMF.
    #[arg(long, value_enum)]
    pub when: Option<MomentArg>,
    /// How often it rings.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=12))]
    pub rings: u32,
    /// Level of the noise on the line in dBm0.
    #[arg(long, value_name = "DBM0", allow_negative_numbers = true, value_parser = noise)]
    pub noise: Option<f32>,
}

/// Carriage of a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CarrierArg {
    /// FSK 1200/2200 Hz.
    Bell202,
    /// FSK 1300/2100 Hz.
    V23,
    /// DTMF digits.
    Dtmf,
}

/// Layout of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LayoutArg {
    /// Single data message.
    Sdmf,
    /// Multiple data message.
    Mdmf,
}

/// Moment of a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum MomentArg {
    /// Before the first ring.
    Before,
    /// After the first ring.
    Between,
    /// Not at all.
    Never,
}

fn noise(text: &str) -> Result<f32, String> {
    let level = text.parse::<f32>().ok().filter(|level| (-96.0..=-20.0).contains(level));
    level.ok_or_else(|| "expected a level in dBm0 from -96 to -20".to_owned())
}

/// Plays or writes. Exit code 2 with one line on stderr when the scenario, the device or the file cannot be used.
#[must_use]
pub fn run(args: &ExchangeArgs) -> ExitCode {
    match stage(args).and_then(|stage| perform(args, stage)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let told = writeln!(std::io::stderr().lock(), "ringdesk: {why}");
            ExitCode::from(if told.is_ok() { 2 } else { 1 })
        }
    }
}

/// The stage that the arguments describe.
///
/// # Errors
/// A scenario that cannot be played, or a number that is none: one line.
pub fn stage(args: &ExchangeArgs) -> Result<Stage, String> {
    let mut scenario = match &args.scenario {
        Some(path) => Scenario::load(path).map_err(|error| error.to_string())?,
        None => one_call(args)?,
    };
    if let Some(level) = args.noise {
        scenario.settings.noise.0 = level;
    }
    Stage::scenario(scenario)
}

/// A call that rings and is given up, as a scenario.
fn one_call(args: &ExchangeArgs) -> Result<Scenario, String> {
    let number = args.number.clone().unwrap_or_default();
    if number.len() > 20 || !number.chars().all(|c| c.is_ascii_digit() || c == '*' || c == '#') {
        return Err(format!("--number: expected at most 20 digits, found \"{number}\""));
    }
    let standard = match args.standard {
        CarrierArg::Bell202 => Standard::Bell202,
        CarrierArg::V23 => Standard::V23,
        CarrierArg::Dtmf => Standard::Dtmf,
    };
    let moment = match args.when {
        Some(MomentArg::Before) => BurstMoment::BeforeRing,
        Some(MomentArg::Never) => BurstMoment::Never,
        None if standard == Standard::Dtmf => BurstMoment::BeforeRing,
        Some(MomentArg::Between) | None => BurstMoment::BetweenRings,
    };
    let format = match (standard, args.format) {
        (Standard::Dtmf, _) => Format::Dtmf,
        (_, LayoutArg::Sdmf) => Format::Sdmf,
        (_, LayoutArg::Mdmf) => Format::Mdmf,
    };
    let caller = SimulatedCaller { number, name: args.name.clone(), standard, format, moment };
    let begin = Duration::from_millis(500);
    let ring = FarEndAction::Ring(caller);
    let settings = SimSettings::default();
    let hang_up = after_rings(args.rings, begin, &ring, &settings);
    let act = |at, action| Act { at, line: 1, action };
    let acts = vec![act(begin, ring), act(hang_up, FarEndAction::HangUp)];
    Ok(Scenario { file: "exchange".to_owned(), settings, acts, end: None })
}

/// In the middle of the pause after so many rings.
fn after_rings(
    rings: u32,
    begin: Duration,
    ring: &FarEndAction,
    settings: &SimSettings,
) -> Duration {
    let mut exchange = Exchange::new(settings.clone());
    let mut outputs = Vec::new();
    let rung = exchange.step(Input::Act(ring.clone()), begin, &mut outputs);
    let waited = exchange.step(Input::Tick, begin + settings.timing.ring_limit, &mut outputs);
    if let Err(refusal) = rung.and(waited) {
        tracing::error!(?refusal, "an idle line does not ring");
    }
    let mut ends = outputs.iter().filter(|o| o.what == Sign::Said(LineSignal::Ring(Edge::End)));
    let last = ends.nth(rings.saturating_sub(1) as usize).or(outputs.last());
    last.map_or(begin, |output| output.at) + settings.timing.ring_off / 2
}

fn perform(args: &ExchangeArgs, stage: Stage) -> Result<(), String> {
    match (&args.wav, &args.output) {
        (Some(path), _) => write(path, stage),
        (None, Some(device)) => play(device, stage),
        (None, None) => Err("expected --output DEVICE or --wav FILE".to_owned()),
    }
}

fn write(path: &std::path::Path, mut stage: Stage) -> Result<(), String> {
    let failed = |why: String| format!("{}: {why}", path.display());
    let mut writer = crate::audio::wav_writer::WavWriter::create(path).map_err(failed)?;
    let mut outcome = Ok(());
    stage.perform(LIMIT, &mut |block| {
        outcome = writer.write(block);
        outcome.is_ok()
    });
    outcome.and_then(|()| writer.finish()).map_err(failed)
}

#[cfg(feature = "sound")]
fn play(device: &str, stage: Stage) -> Result<(), String> {
    let (stop, stopped) = crossbeam_channel::bounded(1);
    let source = Box::new(Performance::new(stage));
    // An interrupt ends the playing; where no handler can be set the system ends the program.
    let interrupt = move || {
        if stop.try_send(()).is_err() {
            tracing::debug!("already stopping");
        }
    };
    if let Err(error) = ctrlc::set_handler(interrupt) {
        tracing::debug!(%error, "no interrupt handler");
    }
    crate::audio::sink::play(device, source, &stopped).map_err(|error| error.to_string())
}

#[cfg(not(feature = "sound"))]
fn play(device: &str, _stage: Stage) -> Result<(), String> {
    Err(format!(
        "there is no sound device \"{device}\": this program was built without sound; use --wav"
    ))
}

/// A scenario as fast as it is asked for; the device sets the pace.
pub struct Performance {
    stage: Stage,
    is_over: bool,
}

impl Performance {
    /// A performance at its beginning.
    #[must_use]
    pub fn new(stage: Stage) -> Self {
        Self { stage, is_over: false }
    }
}

impl SampleSource for Performance {
    fn rate(&self) -> u32 {
        LINE_RATE
    }

    fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
        if self.is_over {
            return Pulled::Ended;
        }
        let before = out.len();
        self.is_over = self.stage.next_block(LIMIT, out);
        Pulled::Samples(out.len() - before)
    }
}
