//! Words about speaking into lines. In the head: `speech notice FILE [beep_after]` (a spoken notice of recordings; `-`: no
//! file), `speech out DEVICE` (the output device of the line), `speech rings DEVICE` (the one that rings). Events: `event told CALL ok|failed`.

use ringdesk::base::ids::CallId;
use ringdesk::engine::event::Event;
use ringdesk::engine::settings::{LineChoice, SettingChange, Settings};
use ringdesk::engine::topics::recordings::RecordingNotice;
use ringdesk::engine::topics::speech::{SpeechEffect, SpeechReport};

pub fn head(settings: &mut Settings, words: &[&str], place: &str) {
    match words {
        ["notice", file, rest @ ..] => {
            settings.recordings.notice = RecordingNotice::Spoken;
            file.trim_matches('-').clone_into(&mut settings.recordings.notice_file);
            settings.recordings.beep_after = rest.contains(&"beep_after");
        }
        ["out", device] => {
            let mut speech = settings.speech.clone();
            speech.choose(&LineChoice::Simulated, Some(((*device).to_owned(), 100)));
            settings.apply(SettingChange::Speech(speech));
        }
        ["rings", device] => (*device).clone_into(&mut settings.manners.ring.device),
        _ => panic!("notice, out or rings expected: {place}"),
    }
}

pub fn event(words: &[&str], place: &str) -> Event {
    let [call, how] = words else { panic!("told CALL ok|failed expected: {place}") };
    let result = match *how {
        "ok" => Ok(()),
        _ => Err("prompts/recorded.wav: No such file".to_owned()),
    };
    Event::Speech(SpeechReport::Told(CallId(call.parse().unwrap()), result))
}

pub fn effect(effect: &SpeechEffect) -> String {
    match effect {
        SpeechEffect::Tell { call, file, .. } => format!("call {call} is told by {file:?}"),
        SpeechEffect::Hush(line) => format!("hush line {line}"),
        other => format!("{other:?}"),
    }
}
