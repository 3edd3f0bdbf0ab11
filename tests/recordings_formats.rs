//! Every format a recording can be kept in: other programs open it, its length is exact, its level and its time are
//! those of the original, and it is read from any moment on as from the beginning.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a test, and sample arithmetic"
)]

use ringdesk::audio::codec::writer::SoundWriter;
use ringdesk::audio::sound_file::SoundFile;
use ringdesk::base::sound::SoundFormat;
use std::path::Path;
use std::process::Command;

mod support {
    pub mod speech;
}
use support::speech;

const SECONDS: usize = 12;

fn written(path: &Path, format: SoundFormat, samples: &[i16]) {
    let mut writer = SoundWriter::create(path, format, 1).unwrap();
    // Pieces of uneven length, as they come from a file.
    for piece in samples.chunks(1_237) {
        writer.write(piece).unwrap();
    }
    writer.finish().unwrap();
}

fn whole(path: &Path) -> Vec<i16> {
    let mut file = SoundFile::open(path).unwrap();
    let mut out = vec![0; file.frames() as usize * file.channels()];
    let mut done = 0;
    while done < out.len() {
        let got = file
            .read(done as u64, &mut out[done..(done + 4_000).min(file.frames() as usize)])
            .unwrap();
        assert!(got > 0, "the file ends early");
        done += got;
    }
    out
}

/// What sox makes of the file: raw 16-bit samples at 8 kHz. `None`: there is no sox here.
fn by_sox(path: &Path) -> Option<Vec<i16>> {
    let out = Command::new("sox")
        .arg(path)
        .args(["-t", "raw", "-e", "signed", "-b", "16", "-r", "8000", "-c", "1", "-"])
        .output()
        .ok()?;
    assert!(out.status.success(), "sox: {}", String::from_utf8_lossy(&out.stderr));
    assert!(out.stderr.is_empty(), "sox warns: {}", String::from_utf8_lossy(&out.stderr));
    Some(out.stdout.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect())
}

fn name(format: SoundFormat) -> String {
    format!("{}.{}", format.word(), format.extension())
}

#[test]
fn every_length_comes_back_exactly() {
    let dir = tempfile::tempdir().unwrap();
    let speech = speech::seconds(2);
    for format in SoundFormat::ALL {
        for length in [0, 1, 159, 160, 161, 319, 320, 321, 8_000, 8_001, 15_999] {
            let path = dir.path().join(name(format));
            written(&path, format, &speech[..length]);
            let file = SoundFile::open(&path).unwrap();
            assert_eq!((file.frames(), file.format()), (length as u64, format), "{format:?}");
            assert_eq!(whole(&path).len(), length, "{format:?}");
        }
    }
}

#[test]
fn any_moment_sounds_as_it_does_from_the_beginning() {
    let dir = tempfile::tempdir().unwrap();
    let speech = speech::seconds(SECONDS);
    for format in SoundFormat::ALL {
        let path = dir.path().join(name(format));
        written(&path, format, &speech);
        let straight = whole(&path);
        let mut file = SoundFile::open(&path).unwrap();
        for from in [95_000, 40_001, 8_000, 40_321, 1, 0, 95_999, 64_000] {
            let mut out = [0; 1_000];
            let got = file.read(from as u64, &mut out).unwrap();
            assert_eq!(got, 1_000.min(straight.len() - from), "{format:?} at {from}");
            let off = speech::difference_db(&out[..got], &straight[from..from + got]);
            let most = if format == SoundFormat::Opus { -15.0 } else { -30.0 };
            assert!(off < most, "{format:?} at {from}: {off:.1} dB apart");
        }
        assert_eq!(file.read(96_000, &mut [0; 10]).unwrap(), 0, "{format:?} after its end");
    }
}

#[test]
fn other_programs_hear_what_we_hear() {
    let dir = tempfile::tempdir().unwrap();
    let speech = speech::seconds(SECONDS);
    for format in SoundFormat::ALL {
        let path = dir.path().join(name(format));
        written(&path, format, &speech);
        let ours = whole(&path);
        if format != SoundFormat::Opus {
            let Some(theirs) = by_sox(&path) else {
                eprintln!("SKIPPED: no sox here");
                return;
            };
            assert_eq!(&theirs[..ours.len()], ours, "{format:?}: sox decodes other samples");
        }
        match Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(&path)
            .args(["-f", "s16le", "-ar", "8000", "-ac", "1", "-"])
            .output()
        {
            Err(_) => eprintln!("SKIPPED: no ffmpeg here"),
            Ok(out) => {
                assert!(out.status.success() && out.stderr.is_empty(), "{:?}", out.stderr);
                let theirs: Vec<i16> =
                    out.stdout.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
                assert!(theirs.len().abs_diff(ours.len()) <= 320, "{format:?}: {}", theirs.len());
                let length = theirs.len().min(ours.len());
                if format == SoundFormat::Opus {
                    // ffmpeg decodes at 48 kHz: another resampler stands between.
                    let lag = speech::lag(&theirs[..length], &ours[..length]);
                    assert!(lag.abs() <= 8, "ffmpeg is {lag} samples off");
                } else {
                    let off = speech::difference_db(&theirs[..length], &ours[..length]);
                    assert!(off < -20.0, "{format:?}: ffmpeg is {off:.1} dB off");
                }
            }
        }
    }
    let python = "import wave,sys; w=wave.open(sys.argv[1]); print(w.getframerate(), w.getnchannels(), w.getsampwidth(), w.getnframes())";
    match Command::new("python3").args(["-c", python]).arg(dir.path().join("pcm.wav")).output() {
        Err(_) => eprintln!("SKIPPED: no python3 here"),
        Ok(out) => assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), "8000 1 2 96000"),
    }
}

#[test]
fn gsm_bytes_are_those_of_libgsm() {
    let dir = tempfile::tempdir().unwrap();
    let speech = speech::seconds(SECONDS);
    let (pcm, ours, theirs) =
        (dir.path().join("a.wav"), dir.path().join("b.wav"), dir.path().join("c.wav"));
    written(&pcm, SoundFormat::Pcm, &speech);
    written(&ours, SoundFormat::Gsm, &speech);
    match Command::new("sox").arg(&pcm).args(["-e", "gsm-full-rate"]).arg(&theirs).output() {
        Err(_) => eprintln!("SKIPPED: no sox here"),
        Ok(out) => {
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            assert_eq!(std::fs::read(&ours).unwrap(), std::fs::read(&theirs).unwrap());
        }
    }
}

#[test]
fn rubbish_is_refused_in_words_and_cut_files_play_as_far_as_they_go() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x");
    let speech = speech::seconds(2);
    for format in SoundFormat::ALL {
        written(&path, format, &speech);
        let bytes = std::fs::read(&path).unwrap();
        for cut in (0..bytes.len()).step_by(bytes.len() / 97) {
            std::fs::write(&path, &bytes[..cut]).unwrap();
            if let Ok(mut file) = SoundFile::open(&path) {
                let mut out = vec![0; 20_000];
                let got = file.read(0, &mut out).unwrap();
                assert!(got <= speech.len());
            }
        }
        let mut state = 1_u32;
        for _ in 0..300 {
            let mut broken = bytes.clone();
            for _ in 0..8 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize % broken.len().min(400);
                broken[at] = (state >> 24) as u8;
            }
            std::fs::write(&path, &broken).unwrap();
            if let Ok(mut file) = SoundFile::open(&path) {
                let mut out = vec![0; 4_000];
                let middle = file.frames() / 2;
                // Whatever it says, it says it without falling over.
                let read = file.read(middle, &mut out[..4_000 / file.channels() * file.channels()]);
                assert!(read.is_ok_and(|got| got <= 4_000) || format == SoundFormat::Opus);
            }
        }
    }
    for junk in [&b""[..], b"RIFF", b"OggS", b"hello, this is text and not a recording at all"] {
        std::fs::write(&path, junk).unwrap();
        assert!(!SoundFile::open(&path).err().unwrap().to_string().is_empty());
    }
}

/// The figures of the default format, on half an hour of speech.
#[test]
fn twenty_gibibytes_hold_more_than_3500_hours_that_sound_as_they_did() {
    use ringdesk::audio::archive::convert::write_copy;
    use ringdesk::audio::archive::disk::RealDisk;
    let dir = tempfile::tempdir().unwrap();
    // Unoptimised, half an hour takes minutes: ask for it by RINGDESK_MINUTES=30.
    let asked = std::env::var("RINGDESK_MINUTES").ok().and_then(|text| text.parse().ok());
    let minutes = asked.unwrap_or(if cfg!(debug_assertions) { 1 } else { 30 });
    let speech = speech::seconds(minutes * 60);
    let pcm = dir.path().join("pcm.wav");
    written(&pcm, SoundFormat::Pcm, &speech);
    for format in SoundFormat::ALL {
        let path = dir.path().join(format!("copy_{}", name(format)));
        let made = write_copy(&RealDisk, &pcm, &path, format, None, &|| true).unwrap();
        let mut original = SoundFile::open(&pcm).unwrap();
        let mut copy = SoundFile::open(&path).unwrap();
        let found =
            ringdesk::audio::archive::compare::measure(&mut original, &mut copy, None, &|| true)
                .unwrap();
        let bytes_per_hour = made.bytes as f64 * 3_600.0 / (minutes as f64 * 60.0);
        let hours = 20.0 * 1_073_741_824.0 / bytes_per_hour;
        println!(
            "{format:?}: {minutes} min of {} speech, {bytes_per_hour:.0} bytes/h, {hours:.0} h in 20 GiB, {} s compared, level {:+.2} dB, worst second {:.2} dB, worst shift {} samples",
            if speech::is_real() { "real" } else { "synthetic" },
            found.seconds,
            found.level_db,
            found.worst_db,
            found.shift
        );
        if format == SoundFormat::default() {
            assert!(hours >= 3_500.0, "{hours}");
            assert!(found.level_db.abs() <= 0.5 && found.shift <= 8, "{found:?}");
        }
    }
}
