//! `ringdesk decode --input DEVICE`: events of a sound device as they are decided, until Ctrl-C.
//! May depend on `base`, `audio` and `dsp`.

use crate::cli::decode::DecodeArgs;
use crate::cli::refuse;
use std::process::ExitCode;

/// Listens. Exit code 2 with the devices there are when the device cannot be opened.
#[cfg(feature = "sound")]
pub fn run(args: &DecodeArgs, device: &str) -> ExitCode {
    let (tx, stop) = crossbeam_channel::bounded(1); // a second request finds the first still there
    let asked = ctrlc::set_handler(move || {
        if tx.try_send(()).is_err() {
            tracing::debug!("already stopping");
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "stopping by signal will not be orderly");
    }
    match crate::audio::capture::open(device) {
        Ok((name, mut source)) => {
            let told = format!("ringdesk: listening to {name}; Ctrl-C ends it");
            crate::cli::say(&mut std::io::stderr().lock(), &told);
            let clock = crate::base::clock::SystemClock::new();
            hearing::listen(args, &mut source, &clock, &stop)
        }
        Err(error) => refuse(&error.to_string()),
    }
}

/// Says that this program cannot.
#[cfg(not(feature = "sound"))]
pub fn run(_args: &DecodeArgs, device: &str) -> ExitCode {
    refuse(&format!(
        "there is no sound device \"{device}\": this program was built without sound; pipe into `ringdesk decode -`"
    ))
}

#[cfg(any(feature = "sound", test))]
mod hearing {
    use crate::audio::source::{Pulled, SampleSource};
    use crate::base::clock::Clock;
    use crate::base::units::{Frames, LINE_RATE};
    use crate::cli::decode::DecodeArgs;
    use crate::cli::decode::channels::Channels;
    use crate::cli::decode::report::Report;
    use crate::cli::say;
    use crossbeam_channel::{Receiver, RecvTimeoutError};
    use std::process::ExitCode;
    use std::time::Duration;

    /// How often the device is asked.
    const PERIOD: Duration = Duration::from_millis(20);

    /// Tells what a source says until it ends, `stop` speaks, the time is over or nobody reads any more.
    pub fn listen(
        args: &DecodeArgs,
        source: &mut dyn SampleSource,
        clock: &dyn Clock,
        stop: &Receiver<()>,
    ) -> ExitCode {
        let begin = clock.now().mono;
        let since = || clock.now().mono.saturating_sub(begin);
        let limit = args.seconds.map(Duration::from_secs_f64);
        let mut report = Report::of(args, None, true, source.rate(), 1);
        let mut channels = Channels::new(source.rate(), 1, args.region);
        let (mut samples, mut block) = (Vec::new(), Vec::new());
        while !report.is_closed() && limit.is_none_or(|limit| since() < limit) {
            samples.clear();
            match source.pull(&mut samples) {
                Pulled::Samples(0) => {
                    if stop.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout) {
                        break;
                    }
                }
                Pulled::Samples(_) => {
                    block.clear();
                    block.extend(samples.iter().map(|value| f32::from(*value) / 32_768.0));
                    channels.push(&block, &mut report);
                }
                Pulled::Gap(frames) => {
                    let at_line = frames * u64::from(LINE_RATE) / u64::from(source.rate().max(1));
                    channels.gap(Frames(at_line), &mut report);
                }
                Pulled::Lost(why) => tell(&why),
                Pulled::Back => {
                    tell("the sound device is back");
                    // It may have come back at another rate. Time goes on meanwhile.
                    channels.finish(&mut report);
                    channels = Channels::new(source.rate(), 1, args.region);
                    channels.gap(Frames::within(since()), &mut report);
                }
                Pulled::Ended => break,
            }
        }
        channels.finish(&mut report);
        report.end();
        ExitCode::SUCCESS
    }

    fn tell(what: &str) {
        say(&mut std::io::stderr().lock(), &format!("ringdesk: {what}"));
    }
}

#[cfg(test)]
mod tests {
    use super::hearing::listen;
    use crate::audio::source::{Pulled, SampleSource};
    use crate::base::clock::SystemClock;
    use crate::cli::decode::DecodeArgs;
    use std::process::ExitCode;

    /// A device that is lost, comes back at another rate, and ends.
    struct Device {
        rate: u32,
        asked: u32,
    }

    impl SampleSource for Device {
        fn rate(&self) -> u32 {
            self.rate
        }

        fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
            self.asked += 1;
            match self.asked {
                1 | 6 => {
                    out.extend([1; 960]);
                    Pulled::Samples(960)
                }
                2 => Pulled::Gap(480),
                3 => Pulled::Lost("the device was unplugged".into()),
                4 => Pulled::Samples(0),
                5 => {
                    self.rate = 48_000;
                    Pulled::Back
                }
                _ => Pulled::Ended,
            }
        }
    }

    fn arguments(seconds: Option<f64>) -> DecodeArgs {
        DecodeArgs {
            files: Vec::new(),
            json: true,
            region: None,
            explain: false,
            plot: None,
            from: None,
            to: None,
            raw: None,
            input: Some("default".into()),
            seconds,
        }
    }

    #[test]
    fn a_device_that_comes_and_goes_is_heard_to_its_end() {
        let (_keep, stop) = crossbeam_channel::bounded(1);
        let mut device = Device { rate: 8_000, asked: 0 };
        let code = listen(&arguments(None), &mut device, &SystemClock::new(), &stop);
        assert_eq!((code, device.asked), (ExitCode::SUCCESS, 7));
        let mut device = Device { rate: 8_000, asked: 0 };
        let code = listen(&arguments(Some(0.0)), &mut device, &SystemClock::new(), &stop);
        assert_eq!((code, device.asked), (ExitCode::SUCCESS, 0));
    }
}
