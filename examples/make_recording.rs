//! Writes `tests/data/own_*.wav`: what the program's own transmitters send. `make_recording FOLDER`.

use ringdesk::base::caller_id::{BurstTime, CallerId, Format, Standard};
use ringdesk::base::signal::Tone;
use ringdesk::base::units::Dbm0;
use ringdesk::dsp::burst::{BurstOptions, render};
use ringdesk::dsp::dtmf;
use ringdesk::dsp::tone::plan::{Region, spec};
use ringdesk::dsp::tone::source::ToneSource;
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let mut id = CallerId {
        standard: Standard::V23,
        format: Format::Mdmf,
        number: Some("02079460123".into()),
        absence: None,
        name: b"JOS\xc9".to_vec(),
        time: Some(BurstTime { month: 1, day: 31, hour: 23, minute: 59 }),
        checksum_ok: true,
    };
    let options = BurstOptions::default();
    write(&folder, "own_v23", &render(&id, options))?;
    (id.standard, id.format, id.time) = (Standard::Dtmf, Format::Dtmf, None);
    write(&folder, "own_dtmf", &render(&id, options))?;
    let mut call = vec![0.0; 16_000];
    let dial = spec(Region::Cn, Tone::Dial).ok_or("no dial tone")?;
    ToneSource::new(dial, Dbm0(-15.0)).fill(&mut call);
    let long = Duration::from_millis(80);
    call.extend(dtmf::render("10086", Dbm0(-9.0), long, long));
    let mut busy = vec![0.0; 24_000];
    let tone = spec(Region::Cn, Tone::Busy).ok_or("no busy tone")?;
    ToneSource::new(tone, Dbm0(-15.0)).fill(&mut busy);
    call.extend(std::iter::repeat_n(0.0, 8000));
    call.extend(busy);
    write(&folder, "own_call", &call)
}

#[allow(clippy::cast_possible_truncation, reason = "a sample")]
fn sample(value: f32) -> i16 {
    value as i16
}

fn write(folder: &str, name: &str, sound: &[f32]) -> Result<(), Box<dyn std::error::Error>> {
    let pad = std::iter::repeat_n(&0.0, 4000);
    let all: Vec<u8> = pad
        .clone()
        .chain(sound)
        .chain(pad)
        .map(|v| v * 32_767.0)
        .flat_map(|v| sample(v).to_le_bytes())
        .collect();
    let length = u32::try_from(all.len())?;
    let mut file = b"RIFF".to_vec();
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(8000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend(all);
    std::fs::write(format!("{folder}/{name}.wav"), file)?;
    Ok(())
}
