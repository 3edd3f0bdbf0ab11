//! Dialling and hook flashes: keys by `+VTS`, or the modem's own dialler (`ATD` in class 8) where nobody but the modem
//! can hear the line. May depend on `base`.

use super::VoiceModem;
use super::jobs::{Job, Then};
use crate::base::evidence::Evidence;
use crate::base::order::BoxOrder;
use crate::base::signal::{Edge, LineSignal, Refusal, Tone};
use crate::device::modem::at::Outcome;
use crate::device::modem::profile::Tones;
use std::time::Duration;

/// A comma.
const COMMA: Duration = Duration::from_secs(1);
/// How long a line may be without a dial tone that anybody hears.
const DIAL_TONE: Duration = Duration::from_millis(1_500);
/// Keys in one command.
const KEYS: usize = 16;
/// Silence between keys of one command each.
const BETWEEN: Duration = Duration::from_millis(70);
/// What a key takes, with its pause, at most.
const KEY: Duration = Duration::from_millis(1_500);
/// The loop is open so long for a flash; the way to the modem adds a little.
const FLASH: Duration = Duration::from_millis(350);
/// How long the modem's own dialler may be at it.
const OWN_DIALLER: Duration = Duration::from_secs(90);

/// Rows and columns of the keypad in hertz (ITU-T Q.23).
const ROWS: [u16; 4] = [697, 770, 852, 941];
const COLUMNS: [u16; 4] = [1_209, 1_336, 1_477, 1_633];
const KEYPAD: [&str; 4] = ["123A", "456B", "789C", "*0#D"];

/// The two tones of a key.
fn pair(key: char) -> Option<(u16, u16)> {
    let (row, column) = KEYPAD
        .iter()
        .enumerate()
        .find_map(|(row, keys)| keys.find(key).map(|column| (row, column)))?;
    Some((*ROWS.get(row)?, *COLUMNS.get(column)?))
}

/// A string to be dialled without its decoration; `None`: there is something in it that nobody can dial.
fn keys(digits: &str) -> Option<String> {
    let plain = digits.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | 'w' | 'W'));
    let keys: String = plain.map(|c| c.to_ascii_uppercase()).collect();
    let known = |c: char| c == ',' || pair(c).is_some();
    (!keys.is_empty() && keys.chars().all(known)).then_some(keys)
}

/// The `+VTS` command for a key by its tones: 100 ms.
fn tone_command(key: char) -> Option<String> {
    pair(key).map(|(row, column)| format!("AT+VTS=[{row},{column},10]"))
}

/// The `+VTS` command for keys by their names.
fn key_command(keys: &[char]) -> String {
    let list: Vec<String> = keys.iter().map(char::to_string).collect();
    format!("AT+VTS={}", list.join(","))
}

fn command(text: String, keys: usize, order: &BoxOrder) -> Job {
    let patience = Duration::from_secs(3) + KEY * u32::try_from(keys).unwrap_or(1);
    Job::Command { text, patience, then: Then::Keyed(order.clone()) }
}

/// The jobs that send these keys.
pub(super) fn tone_jobs(keys: &str, tones: Tones, order: &BoxOrder) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (index, group) in keys.split(',').enumerate() {
        if index > 0 {
            jobs.push(Job::Pause(COMMA));
        }
        let group: Vec<char> = group.chars().collect();
        match tones {
            Tones::Digits => {
                for part in group.chunks(KEYS) {
                    jobs.push(command(key_command(part), part.len(), order));
                }
            }
            Tones::Pairs => {
                for text in group.into_iter().filter_map(tone_command) {
                    jobs.push(command(text, 1, order));
                    jobs.push(Job::Pause(BETWEEN));
                }
            }
        }
    }
    jobs
}

impl VoiceModem {
    /// Takes an order to dial.
    pub(super) fn dial(&mut self, order: &BoxOrder) -> Result<(), Refusal> {
        let (digits, pulse) = match order {
            BoxOrder::Dial(digits) => (digits, false),
            BoxOrder::DialPulse(digits) => (digits, true),
            _ => return Err(Refusal::Unsupported),
        };
        if !self.want.seized {
            return Err(Refusal::WrongState);
        }
        let keys = keys(digits).ok_or(Refusal::Unsupported)?;
        if pulse && !keys.chars().all(|c| c.is_ascii_digit() || c == ',') {
            return Err(Refusal::Unsupported);
        }
        let first = !std::mem::replace(&mut self.has_dialled, true);
        if pulse || (first && !self.hears_line()) {
            let letter = if pulse { 'P' } else { 'T' };
            let then = Then::Dialled(order.clone());
            let text = format!("ATD{letter}{keys}");
            self.dials.push_back(Job::Command { text, patience: OWN_DIALLER, then });
            return Ok(());
        }
        if first {
            self.dials.push_back(Job::DialTone(DIAL_TONE));
        }
        self.dials.extend(tone_jobs(&keys, self.unit.profile.tones, order));
        Ok(())
    }

    /// Whether we hear what becomes of a call ourselves.
    fn hears_line(&self) -> bool {
        !self.options.modem_dials && self.audio_taken && self.can_sound()
    }

    /// The modem's own dialler has ended.
    pub(super) fn dialled(&mut self, order: BoxOrder, outcome: &Outcome, at: Duration) {
        let evidence = Evidence::note(format!("the modem said: {}", outcome.words()));
        let mut tell = |signal| self.out.tell_because(at, signal, evidence.clone());
        match outcome {
            Outcome::Ok | Outcome::Prompt => return,
            Outcome::VoiceConnect | Outcome::Connect => return tell(LineSignal::Connected),
            Outcome::Busy => {
                tell(LineSignal::Tone(Tone::Busy, Edge::Begin));
                tell(LineSignal::Cleared);
                tell(LineSignal::Tone(Tone::Busy, Edge::End));
            }
            Outcome::NoAnswer | Outcome::NoCarrier if self.want.seized => tell(LineSignal::Cleared),
            // We broke it off ourselves.
            Outcome::NoAnswer | Outcome::NoCarrier => {}
            Outcome::LineInUse => {
                tell(LineSignal::OrderRefused(order, Refusal::WrongState));
            }
            Outcome::NoDialTone | Outcome::Error(_) | Outcome::Timeout => {
                tell(LineSignal::OrderRefused(order, Refusal::Failed));
            }
        }
        // A modem that has given a call up is on-hook, whatever it was before: leave the line for good.
        if self.want.seized {
            self.leave_line();
        }
    }

    /// Takes an order to flash.
    pub(super) fn flash(&mut self) -> Result<(), Refusal> {
        if !self.want.seized {
            return Err(Refusal::WrongState);
        }
        self.dials.push_back(Job::ask("AT+VTS=!", Then::Flashed));
        Ok(())
    }

    /// A modem that knows no flash opens the loop for a moment because we tell it to.
    pub(super) fn flashed(&mut self, good: bool) {
        if good {
            return;
        }
        let seized = self.unit.profile.seized;
        let opened = Job::ask("AT+VLS=0", Then::Nothing);
        let closed = Job::ask(format!("AT+VLS={seized}"), Then::Place(seized));
        for job in [closed, Job::Pause(FLASH), opened] {
            self.dials.push_front(job);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(keys: &str, tones: Tones) -> Vec<String> {
        let text = |job| match job {
            Job::Command { text, .. } => text,
            other => format!("{other:?}"),
        };
        let order = BoxOrder::Dial(keys.to_owned());
        tone_jobs(keys, tones, &order).into_iter().map(text).collect()
    }

    #[test]
    fn keys_are_sent_in_the_form_the_modem_understands() {
        assert_eq!(texts("5,1#", Tones::Digits), ["AT+VTS=5", "Pause(1s)", "AT+VTS=1,#"]);
        let pairs = texts("1#", Tones::Pairs);
        assert_eq!([&pairs[0], &pairs[2]], ["AT+VTS=[697,1209,10]", "AT+VTS=[941,1477,10]"]);
    }

    #[test]
    fn decoration_is_not_dialled_and_nonsense_not_at_all() {
        assert_eq!(keys("(021) 555-0100,,*d").as_deref(), Some("0215550100,,*D"));
        assert_eq!(keys("call me"), None);
        assert_eq!(keys(" - "), None);
    }
}
