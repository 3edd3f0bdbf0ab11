//! The folder of prompts beside the database, which only its owner reads; a prompt recorded through an input device, and
//! listened to through the talk device. May depend on `audio`, `base` and the engine's types.

use crate::audio::prompt::Sound;
use crate::base::units::Dbm0;
use crate::engine::topics::speech::{FOLDER, TAKE};
use crossbeam_channel::Receiver;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A name that is taken is tried again with a number so often.
const NUMBERS: u32 = 100;

/// The prompts there are, by name.
pub(super) fn list(data_dir: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(data_dir.join(FOLDER)) else { return Vec::new() };
    let name = |entry: io::Result<fs::DirEntry>| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let is_wav =
            Path::new(&name).extension().is_some_and(|ext| ext.eq_ignore_ascii_case("wav"));
        (is_wav && !name.starts_with('.')).then(|| format!("{FOLDER}/{name}"))
    };
    let mut found: Vec<String> = entries.filter_map(name).collect();
    found.sort_unstable();
    found
}

/// Keeps what was recorded under a name; one that is taken gets a number. Gives its path from the data folder on.
///
/// # Errors
/// In words, why not; the take is still there then.
pub(super) fn keep(data_dir: &Path, name: &str) -> Result<String, String> {
    let take = data_dir.join(TAKE);
    for number in 1..=NUMBERS {
        let file = if number == 1 { name.to_owned() } else { format!("{name} {number}") };
        let file = format!("{FOLDER}/{file}.wav");
        match copy_new(&take, &data_dir.join(&file)) {
            Ok(()) => {
                discard(data_dir);
                return Ok(file);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(format!("{file}: {error}")),
        }
    }
    Err(format!("{name}: there are too many of that name"))
}

/// Copies into a file that did not exist and that only its owner reads. Half a file is taken away again.
fn copy_new(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut target = options.open(to)?;
    let copied = io::copy(&mut source, &mut target).and_then(|_| target.sync_all());
    if copied.is_err()
        && let Err(left) = fs::remove_file(to)
    {
        tracing::warn!(%left, "half a prompt stays behind");
    }
    copied
}

/// Forgets what was recorded.
pub(super) fn discard(data_dir: &Path) {
    if let Err(error) = fs::remove_file(data_dir.join(TAKE))
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a take that nobody wants stays behind");
    }
}

/// The place of the take; its folder is there.
fn place(data_dir: &Path) -> Result<PathBuf, String> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let folder = data_dir.join(FOLDER);
    builder.create(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(data_dir.join(TAKE))
}

/// Records through an input device until `stopped` or until the longest prompt is full; `grew` hears how it goes.
///
/// # Errors
/// In words: the device, the disk, or that nothing was said.
#[cfg(feature = "sound")]
pub(super) fn take(
    data_dir: &Path,
    device: &str,
    stopped: &Receiver<()>,
    grew: impl Fn(Duration, Dbm0),
) -> Result<Duration, String> {
    use crate::audio::capture;
    let device = if device.is_empty() { "default" } else { device };
    let (_name, mut source) = capture::open(device).map_err(|error| error.to_string())?;
    record(&mut source, &place(data_dir)?, stopped, grew)
}

#[cfg(not(feature = "sound"))]
pub(super) fn take(
    data_dir: &Path,
    _device: &str,
    _stopped: &Receiver<()>,
    _grew: impl Fn(Duration, Dbm0),
) -> Result<Duration, String> {
    place(data_dir)?;
    Err("this program was built without sound".to_owned())
}

#[cfg(any(feature = "sound", test))]
fn record(
    source: &mut dyn crate::audio::source::SampleSource,
    path: &Path,
    stopped: &Receiver<()>,
    grew: impl Fn(Duration, Dbm0),
) -> Result<Duration, String> {
    use crate::audio::source::Pulled;
    use crate::audio::take::{self, Take};
    use crate::base::units::Frames;
    use crate::engine::topics::speech::LONGEST;
    use crossbeam_channel::RecvTimeoutError;
    const PERIOD: Duration = Duration::from_millis(50);

    let mut take = Take::new(source.rate(), LONGEST.as_secs());
    let mut pulled = Vec::new();
    loop {
        let wait = stopped.recv_timeout(PERIOD);
        loop {
            pulled.clear();
            match source.pull(&mut pulled) {
                Pulled::Samples(0) => break,
                Pulled::Samples(_) => take.add(&pulled),
                // A hole of a few milliseconds in a prompt is not worth a word.
                Pulled::Gap(_) => {}
                Pulled::Back => take.turn(source.rate()),
                Pulled::Lost(why) => return Err(why),
                Pulled::Ended => return Err("the device has gone".to_owned()),
            }
            if take.is_full() {
                break;
            }
        }
        grew(Frames(take.frames()).duration(), take.level());
        if take.is_full() || wait != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    let samples = take.finish().ok_or_else(|| "nothing was to be heard".to_owned())?;
    take::write(path, &samples).map_err(|why| format!("{}: {why}", path.display()))?;
    Ok(Frames(samples.len() as u64).duration())
}

/// Plays through the talk device (empty: the system's choice), as loud as the far end would hear it.
///
/// # Errors
/// In words: the file or the device.
#[cfg(feature = "sound")]
pub(super) fn listen(sound: &Sound, device: &str, stopped: &Receiver<()>) -> Result<(), String> {
    use crate::audio::{into_card, prompt};
    let samples = prompt::samples(sound, crate::base::units::LINE_RATE)?;
    let device = if device.is_empty() { "default" } else { device };
    into_card::play(device, samples, stopped)
}

#[cfg(not(feature = "sound"))]
pub(super) fn listen(_sound: &Sound, _device: &str, _stopped: &Receiver<()>) -> Result<(), String> {
    Err("this program was built without sound".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::source::{Pulled, SampleSource};
    use crossbeam_channel::bounded;
    use std::cell::RefCell;

    /// A microphone in which somebody says something, for ever.
    struct Microphone(u32);

    impl SampleSource for Microphone {
        fn rate(&self) -> u32 {
            48_000
        }
        fn pull(&mut self, out: &mut Vec<i16>) -> Pulled {
            self.0 += 1;
            if self.0.is_multiple_of(2) {
                return Pulled::Samples(0);
            }
            out.extend((0..48_000_u32).map(|n| if n % 96 < 48 { 6_000_i16 } else { -6_000 }));
            Pulled::Samples(48_000)
        }
    }

    #[test]
    fn a_prompt_is_recorded_kept_under_its_name_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let (held, stopped) = bounded(1);
        drop(held);
        let told = RefCell::new(Vec::new());
        let path = place(dir.path()).unwrap();
        let grew = |lasted, level: Dbm0| told.borrow_mut().push((lasted, level.0 > -20.0));
        let lasted = record(&mut Microphone(0), &path, &stopped, grew).unwrap();
        assert!(lasted > Duration::from_millis(900) && lasted <= Duration::from_secs(1));
        assert_eq!(told.borrow().len(), 1);
        assert!(told.borrow()[0].1, "the meter moves");
        assert!(list(dir.path()).is_empty(), "a take is no prompt yet");
        assert_eq!(keep(dir.path(), "closed").unwrap(), "prompts/closed.wav");
        assert!(keep(dir.path(), "closed").is_err(), "there is no take any more");
        record(&mut Microphone(0), &path, &stopped, |_, _| {}).unwrap();
        assert_eq!(keep(dir.path(), "closed").unwrap(), "prompts/closed 2.wav");
        assert_eq!(list(dir.path()), ["prompts/closed 2.wav", "prompts/closed.wav"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &str| {
                fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777
            };
            assert_eq!((mode("prompts"), mode("prompts/closed.wav")), (0o700, 0o600));
        }
        discard(dir.path());
    }

    #[test]
    fn a_prompt_ends_by_itself_when_it_is_as_long_as_it_may_be() {
        let dir = tempfile::tempdir().unwrap();
        let (_held, stopped) = bounded(1);
        let path = place(dir.path()).unwrap();
        let mut microphone = Microphone(0);
        let lasted = record(&mut microphone, &path, &stopped, |_, _| {}).unwrap();
        assert_eq!(lasted, Duration::from_secs(30));
    }
}
