//! Words about recordings: `rule [incoming|outgoing] [prefix=…] [class=…] yes|no`, `notice off|beep`,
//! `SECONDS command recording start|stop|pause|resume CALL`, `… mask|delete|export|keep|hold …`,
//! `SECONDS event archive finished|checked|disk …`.

use ringdesk::base::ids::{CallId, RecordingId};
use ringdesk::call::record::{Direction, Recording, RecordingState};
use ringdesk::call::recordings::Verdict;
use ringdesk::engine::command::Command;
use ringdesk::engine::effect::Effect;
use ringdesk::engine::event::{Event, RecordingReport};
use ringdesk::engine::topics::recordings::{ArchiveReport, RecordingCommand, RecordingRule};
use std::time::Duration;

pub fn rule(words: &[&str], place: &str) -> RecordingRule {
    let mut rule = RecordingRule::default();
    for word in words {
        match word.split_once('=') {
            Some(("prefix", prefix)) => prefix.clone_into(&mut rule.prefix),
            Some(("class", class)) => class.clone_into(&mut rule.class),
            None if *word == "incoming" => rule.direction = Some(Direction::Incoming),
            None if *word == "outgoing" => rule.direction = Some(Direction::Outgoing),
            None if *word == "yes" || *word == "no" => rule.record = *word == "yes",
            _ => panic!("unknown word of a rule: {place}"),
        }
    }
    rule
}

pub fn command(words: &[&str], place: &str) -> Command {
    let call = |word: &str| CallId(word.parse().unwrap_or_else(|_| panic!("call id: {place}")));
    let id = |word: &str| RecordingId(word.parse().unwrap());
    let at = |word: &str| Duration::from_secs_f64(word.parse().unwrap());
    Command::Recordings(match words {
        ["start", id] => RecordingCommand::Start(call(id)),
        ["stop", id] => RecordingCommand::Stop(call(id)),
        ["pause", id] => RecordingCommand::Pause(call(id)),
        ["resume", id] => RecordingCommand::Resume(call(id)),
        ["mask", recording, from, to, reason @ ..] => RecordingCommand::Mask {
            recording: id(recording),
            from: at(from),
            to: at(to),
            reason: reason.join(" "),
        },
        ["delete", recording, reason @ ..] => {
            RecordingCommand::Delete { recording: id(recording), reason: reason.join(" ") }
        }
        ["hold", recording, on] => {
            RecordingCommand::Hold { recording: id(recording), on: *on == "on" }
        }
        ["verify"] => RecordingCommand::VerifyAll,
        ["cancel"] => RecordingCommand::Cancel,
        _ => panic!("unknown command: {place}"),
    })
}

pub fn event(words: &[&str], place: &str) -> Event {
    match words {
        ["finished", call, recording] => {
            let call = CallId(call.parse().unwrap());
            Event::Recording(
                call,
                RecordingReport::Finished(Recording {
                    id: RecordingId(recording.parse().unwrap()),
                    call,
                    path: "recordings/2026/11/23/100000_1.wav".to_owned(),
                    starts_at: Duration::ZERO,
                    lasted: Duration::from_secs(10),
                    state: RecordingState::Done,
                }),
            )
        }
        ["filed"] => Event::RecordingFiled,
        ["checked", recording, verdict] => {
            let verdict: Verdict = serde_json::from_value((*verdict).into()).unwrap();
            let id = RecordingId(recording.parse().unwrap());
            Event::Archive(ArchiveReport::Checked(id, verdict))
        }
        ["disk", megabytes] => {
            let megabytes: u64 = megabytes.parse().unwrap();
            Event::Archive(ArchiveReport::Disk(Some(megabytes * 1_048_576)))
        }
        _ => panic!("unknown event: {place}"),
    }
}

pub fn effect(effect: &Effect) -> String {
    match effect {
        Effect::PauseRecording { call, on: true, cut: true } => {
            format!("call {call} write nothing, cut at the end")
        }
        Effect::PauseRecording { call, on: true, .. } => format!("call {call} write silence"),
        Effect::PauseRecording { call, .. } => format!("call {call} write sound again"),
        Effect::Archive(order) => format!("archive {order:?}"),
        Effect::CancelArchive => "archive cancel".to_owned(),
        Effect::NoticeBeep(line) => format!("beep into line {line}"),
        other => format!("{other:?}"),
    }
}
