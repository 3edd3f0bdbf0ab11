//! `ringdesk exchange`: what it takes, what it refuses, and the file it writes.

use clap::Parser;
use ringdesk::audio::source::{Pulled, SampleSource};
use ringdesk::base::signal::{Edge, LineSignal};
use ringdesk::cli::exchange::{ExchangeArgs, Performance, run, stage};
use std::path::Path;

#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    exchange: ExchangeArgs,
}

fn arguments(words: &[&str]) -> Result<ExchangeArgs, String> {
    let words = std::iter::once("exchange").chain(words.iter().copied());
    Arguments::try_parse_from(words).map(|a| a.exchange).map_err(|error| error.to_string())
}

#[test]
fn one_call_rings_as_often_as_asked_whatever_comes_before_the_first_ring() {
    for (standard, when, rings) in [
        ("bell202", "between", 1),
        ("bell202", "before", 3),
        ("v23", "before", 2),
        ("dtmf", "before", 4),
    ] {
        let rings = rings.to_string();
        let words =
            ["--wav", "x", "--number", "13812345678", "--standard", standard, "--when", when];
        let args = arguments(&[&words[..], &["--rings", &rings]].concat()).unwrap();
        let (said, _) = super::perform(&mut stage(&args).unwrap());
        let ends = said.iter().filter(|s| s.signal == LineSignal::Ring(Edge::End)).count();
        assert_eq!((said.len(), ends.to_string()), (ends * 2, rings), "{standard} {when}");
    }
}

#[test]
fn it_writes_what_it_would_play() {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("call.wav");
    let text = wav.to_str().unwrap();
    let args = arguments(&["--wav", text, "--number", "62345678", "--rings", "1"]).unwrap();
    assert_eq!(format!("{:?}", run(&args)), format!("{:?}", std::process::ExitCode::SUCCESS));
    let mut reader = hound::WavReader::open(&wav).unwrap();
    assert_eq!((reader.spec().sample_rate, reader.spec().channels), (8_000, 1));
    let written: Vec<i16> = reader.samples().map(Result::unwrap).collect();
    let mut performance = Performance::new(stage(&args).unwrap());
    let mut played = Vec::new();
    while performance.pull(&mut played) != Pulled::Ended {}
    assert_eq!(written, played);
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.txt");
    std::fs::write(&bad, "1 lift\nsoon replace\n").unwrap();
    let scenario = |path: &Path| {
        stage(&arguments(&["--wav", "x", "--scenario", path.to_str().unwrap()]).unwrap())
            .unwrap_err()
    };
    assert!(scenario(&bad).starts_with("bad.txt:2: expected a time such as "));
    assert!(scenario(&folder.path().join("none.txt")).contains("none.txt"));
    let number = stage(&arguments(&["--wav", "x", "--number", "12a"]).unwrap()).unwrap_err();
    assert!(number.contains("\"12a\""), "{number}");
    assert!(arguments(&[]).unwrap_err().contains("--output"));
    assert!(arguments(&["--wav", "x", "--output", "y"]).unwrap_err().contains("cannot be used"));
    assert!(arguments(&["--wav", "x", "--scenario", "a", "--number", "1"]).is_err());
    assert!(arguments(&["--wav", "x", "--noise", "3"]).unwrap_err().contains("-96 to -20"));
    assert!(arguments(&["--wav", "x", "--noise", "-40"]).is_ok());
    let code = run(&arguments(&["--wav", "/nowhere/x.wav", "--number", "123"]).unwrap());
    assert_eq!(format!("{code:?}"), format!("{:?}", std::process::ExitCode::from(2)));
}
