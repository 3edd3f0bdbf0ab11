//! `ringdesk decode` as people and scripts use it: one file, folders, pipes, samples without a header, explanations,
//! pictures. What its detectors can stand is in `tests/dsp_limits.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    reason = "helpers of tests; sample arithmetic; a pipe needs a thread that writes into it"
)]

use ringdesk::base::caller_id::{CallerId, Format, Standard};
use ringdesk::base::message;
use ringdesk::base::units::Dbm0;
use ringdesk::dsp::burst::{self, BurstOptions};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn decode(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    command.arg("decode").args(args).env_remove("RINGDESK_LOG");
    command
}

fn run(args: &[&str]) -> Output {
    decode(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs with `input` on standard input.
fn piped(args: &[&str], input: &[u8]) -> Output {
    let mut command = decode(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&input).is_ok());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A 16-bit mono WAV at 8 kHz whose header claims `claimed` bytes (`None`: what is there).
fn wav(samples: &[f32], claimed: Option<u32>) -> Vec<u8> {
    let length = claimed.unwrap_or(samples.len() as u32 * 2);
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(8_000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend(samples.iter().flat_map(|value| ((value * 32_767.0) as i16).to_le_bytes()));
    file
}

fn call() -> CallerId {
    CallerId {
        standard: Standard::Bell202,
        format: Format::Mdmf,
        number: Some("13812345678".into()),
        absence: None,
        name: b"RING DESK".to_vec(),
        time: None,
        checksum_ok: true,
    }
}

/// A burst with silence around it.
fn call_sound(damage: bool, level: f32) -> Vec<f32> {
    let options = BurstOptions { level: Dbm0(level), ..BurstOptions::default() };
    let mut frame = message::encode(&call());
    frame[6] ^= u8::from(damage);
    let mut sound = vec![0.0; 4_000];
    sound.extend(burst::render_frame(Standard::Bell202, &frame, options));
    sound.resize(sound.len() + 8_000, 0.0);
    sound
}

#[test]
fn folders_name_their_files_and_a_bad_one_stops_nothing() {
    let home = tempfile::tempdir().unwrap();
    let inner = home.path().join("b");
    fs::create_dir(&inner).unwrap();
    fs::copy(data("own_v23.wav"), home.path().join("a.wav")).unwrap();
    fs::copy(data("own_dtmf.wav"), inner.join("c.WAV")).unwrap();
    fs::write(home.path().join("letter.wav"), "Dear Sir or Madam").unwrap();
    fs::write(home.path().join("song.mp3"), "ID3").unwrap();
    fs::write(home.path().join("notes.txt"), "nothing").unwrap();
    let folder = home.path().to_str().unwrap();
    let output = run(&[folder, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("song.mp3: skipped") && told.contains("letter.wav: not a WAV"), "{told}");
    let lines = lines(&output);
    let of = |name: &str| {
        let ends = |line: &&Value| line["file"].as_str().unwrap().ends_with(name);
        lines.iter().filter(ends).cloned().collect::<Vec<Value>>()
    };
    for (name, original) in [("a.wav", "own_v23.wav"), ("c.WAV", "own_dtmf.wav")] {
        let alone = self::lines(&run(&[data(original).to_str().unwrap(), "--json"]));
        assert!(!alone.is_empty());
        let mut got = of(name);
        for line in &mut got {
            line.as_object_mut().unwrap().remove("file");
        }
        assert_eq!(got, alone, "{name}");
    }
    let people = text(&run(&[folder]).stdout);
    assert!(people.contains("a.wav:\n") && people.contains("c.WAV:\n"), "{people}");
    let empty = run(&[inner.join("..").join("b").to_str().unwrap(), home.path().to_str().unwrap()]);
    assert_eq!(empty.status.code(), Some(2));
    fs::remove_file(inner.join("c.WAV")).unwrap();
    let nothing = run(&[inner.to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(text(&nothing.stderr).contains("no WAV"), "{nothing:?}");
}

#[test]
fn a_pipe_says_what_the_file_says() {
    let sound = call_sound(false, -14.0);
    for claimed in [None, Some(0), Some(u32::MAX), Some(0x7fff_f000)] {
        let output = piped(&["-", "--json"], &wav(&sound, claimed));
        assert_eq!(output.status.code(), Some(0), "{claimed:?} {}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{claimed:?}");
        let calls: Vec<Value> =
            lines(&output).into_iter().filter(|line| line["kind"] == "caller_id").collect();
        assert_eq!(calls.len(), 1, "{claimed:?}");
        assert_eq!(calls[0]["number"], "13812345678");
        assert!(calls[0].get("file").is_none());
    }
    for nothing in [&b""[..], b"RIFF", b"Dear Sir or Madam"] {
        assert_eq!(piped(&["-"], nothing).status.code(), Some(2));
    }
}

#[test]
fn events_of_a_pipe_are_told_before_it_ends() {
    let mut command = decode(&["-", "--json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&wav(&call_sound(false, -14.0), Some(0))).unwrap();
    pipe.flush().unwrap();
    let mut heard = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut heard).unwrap();
    assert!(heard.ends_with("}\n") && heard.contains("\"t\""), "{heard}");
    drop(pipe);
    out.read_to_string(&mut heard).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn samples_without_a_header_are_read_as_they_are_described() {
    let sound = call_sound(false, -14.0);
    let s16 = wav(&sound, None)[44..].to_vec();
    let u8s: Vec<u8> = sound.iter().map(|v| (v * 127.0 + 128.0).round() as u8).collect();
    let f32s: Vec<u8> = sound.iter().flat_map(|v| v.to_le_bytes()).collect();
    for (coding, bytes) in
        [("8000", &s16), ("8000:s16", &s16), ("8000:u8", &u8s), ("8000:f32", &f32s)]
    {
        let output = piped(&["-", "--json", "--raw", coding], bytes);
        let told = text(&output.stdout);
        assert!(told.contains("13812345678"), "{coding}: {told} {}", text(&output.stderr));
    }
    let wrong = piped(&["-", "--raw", "8000:mp3"], &s16);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("alaw"));
}

#[test]
fn a_refused_burst_is_explained() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("bad.wav");
    fs::write(&path, wav(&call_sound(true, -14.0), None)).unwrap();
    let told = text(&run(&[path.to_str().unwrap(), "--explain"]).stdout);
    for part in ["why refused", "checksum", "mark 1200", "space 2200", "80", "as a whole", "dBm0"] {
        assert!(told.contains(part), "`{part}` is not in:\n{told}");
    }
    let marked = told.lines().find(|line| line.contains("mark 1200")).unwrap();
    assert!(marked.contains('█'), "the marks are the strongest place:\n{told}");
}

#[test]
fn a_recording_that_gives_nothing_says_why() {
    let home = tempfile::tempdir().unwrap();
    let explain = |name: &str, sound: &[f32]| {
        let path = home.path().join(name);
        fs::write(&path, wav(sound, None)).unwrap();
        let output = run(&[path.to_str().unwrap(), "--explain"]);
        assert_eq!(output.status.code(), Some(0), "{name}");
        text(&output.stdout)
    };
    let silent = explain("silent.wav", &vec![0.0; 16_000]);
    assert!(silent.contains("silence"), "{silent}");
    let quiet = explain("quiet.wav", &call_sound(false, -62.0));
    assert!(quiet.contains("below what can be read"), "{quiet}");
    let hum: Vec<f32> = (0..32_000)
        .map(|n: u16| 0.2 * (f32::from(n) * 50.0 / 8_000.0 * std::f32::consts::TAU).sin())
        .collect();
    let hum = explain("hum.wav", &hum);
    assert!(hum.contains("50 Hz") && hum.contains("nothing at 1200/2200"), "{hum}");
    let clipped: Vec<f32> =
        call_sound(false, -14.0).iter().map(|v| (v * 40.0).clamp(-1.0, 1.0)).collect();
    let clipped = explain("clipped.wav", &clipped);
    assert!(clipped.contains("overloaded"), "{clipped}");
}

#[test]
fn a_picture_is_drawn_of_a_file_and_of_a_pipe() {
    let home = tempfile::tempdir().unwrap();
    let picture = home.path().join("out.png");
    let target = picture.to_str().unwrap();
    let file = data("own_v23.wav");
    let is_png = || {
        let bytes = fs::read(&picture).unwrap();
        assert!(bytes.starts_with(b"\x89PNG\r\n") && bytes.len() > 10_000, "{}", bytes.len());
        let at = |from: usize| u32::from_be_bytes(bytes[from..from + 4].try_into().unwrap());
        assert!(at(16) == 1600 && (400..2000).contains(&at(20)), "{} x {}", at(16), at(20));
        fs::remove_file(&picture).unwrap();
    };
    let file = file.to_str().unwrap();
    assert!(run(&[file, "--plot", target]).status.success());
    is_png();
    assert!(run(&[file, "--plot", target, "--from", "0.9", "--to", "1.0"]).status.success());
    is_png();
    assert!(piped(&["-", "--plot", target], &fs::read(file).unwrap()).status.success());
    is_png();
    assert!(run(&[file, "--plot", target, "--to", "1000000"]).status.success());
    is_png();
    assert_eq!(run(&[file, "--plot", target, "--from", "100"]).status.code(), Some(2));
    let nowhere = home.path().join("none/out.png");
    let output = run(&[file, "--plot", nowhere.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("out.png"));
    assert_eq!(run(&[file, file, "--plot", target]).status.code(), Some(2));
}

#[test]
fn a_sound_device_that_is_not_there_is_named() {
    let output = run(&["--input", "telegraph", "--seconds", "1"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("telegraph"), "{told}");
    assert_eq!(run(&[]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn an_interrupted_batch_leaves_whole_lines() {
    let home = tempfile::tempdir().unwrap();
    for n in 0..1_500 {
        let link = home.path().join(format!("{n:04}.wav"));
        std::os::unix::fs::symlink(data("own_dtmf.wav"), link).unwrap();
    }
    let mut command = decode(&[home.path().to_str().unwrap(), "--json"]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut heard = String::new();
    out.read_line(&mut heard).unwrap();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    out.read_to_string(&mut heard).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("interrupted, "), "{}", text(&output.stderr));
    assert!(heard.ends_with("}\n"));
    for line in heard.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
}
