//! Facts turned into words and signs: states, outcomes, times, numbers. Which word, which icon, which mood; the words
//! themselves are in the text files. May depend on types of `call`, `crm`, `engine`, `base`.

use crate::base::caller_id::{Absence, Standard};
use crate::base::clock::Stamp;
use crate::base::number::PhoneNumber;
use crate::base::signal::Who;
use crate::call::record::{
    AnswerEvidence, CallRecord, CallSummary, Direction, Happening, Outcome, RecordingState,
};
use crate::engine::notice::{Severity, Topic};
use crate::engine::query::CallFilter;
use crate::engine::snapshot::{CallView, LineState};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::texts::Texts;
use crate::ui::tokens::Mood;
use std::time::Duration;

/// Word, icon and mood of a line state.
#[must_use]
pub const fn line_state(state: LineState) -> (&'static str, Icon, Mood) {
    match state {
        LineState::Absent => ("line.absent", Icon::Unplugged, Mood::Bad),
        LineState::Idle => ("line.idle", Icon::Tick, Mood::Good),
        LineState::Ringing => ("line.ringing", Icon::Ringing, Mood::Alert),
        LineState::Dialing => ("line.dialing", Icon::Outgoing, Mood::Cool),
        LineState::Talking => ("line.talking", Icon::Phone, Mood::Good),
        LineState::Releasing => ("line.releasing", Icon::Phone, Mood::Calm),
    }
}

/// Word, icon and mood of a call in a list.
#[must_use]
pub const fn call_kind(record: &CallRecord) -> (&'static str, Icon, Mood) {
    match (record.direction, record.outcome) {
        (Direction::Incoming, Outcome::Missed) => ("outcome.missed", Icon::Missed, Mood::Bad),
        (Direction::Incoming, Outcome::Blocked) => {
            (outcome_key(Outcome::Blocked), Icon::Shield, Mood::Calm)
        }
        (Direction::Incoming, outcome) => (outcome_key(outcome), Icon::Incoming, Mood::Good),
        (Direction::Outgoing, outcome) => (outcome_key(outcome), Icon::Outgoing, Mood::Cool),
        (Direction::Unknown, outcome) => (outcome_key(outcome), Icon::Unknown, Mood::Calm),
    }
}

/// Key of an outcome.
#[must_use]
pub const fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => "outcome.open",
        Outcome::Answered => "outcome.answered",
        Outcome::Missed => "outcome.missed",
        Outcome::Connected => "outcome.connected",
        Outcome::Busy => "outcome.busy",
        Outcome::NoAnswer => "outcome.no_answer",
        Outcome::Abandoned => "outcome.abandoned",
        Outcome::Lost => "outcome.lost",
        Outcome::Interrupted => "outcome.interrupted",
        Outcome::Congestion => "dialling.outcome_congestion",
        Outcome::Unobtainable => "dialling.outcome_unobtainable",
        Outcome::Announcement => "dialling.outcome_announcement",
        Outcome::NotKnown => "dialling.outcome_not_known",
        Outcome::Blocked => "firewall.outcome_blocked",
    }
}

/// Key of a filter.
#[must_use]
pub const fn filter_key(filter: CallFilter) -> &'static str {
    match filter {
        CallFilter::All => "filter.all",
        CallFilter::Incoming => "filter.incoming",
        CallFilter::Outgoing => "filter.outgoing",
        CallFilter::Missed => "filter.missed",
        CallFilter::ToDo => "filter.todo",
    }
}

/// Key of the way we know that a call was answered.
#[must_use]
pub const fn evidence_key(evidence: AnswerEvidence) -> &'static str {
    match evidence {
        AnswerEvidence::Hook => "answered.hook",
        AnswerEvidence::Polarity => "answered.polarity",
        AnswerEvidence::Reported => "answered.reported",
        AnswerEvidence::RingbackStopped => "answered.ringback",
        AnswerEvidence::Voice => "answered.voice",
    }
}

/// Key of a caller-ID standard.
#[must_use]
pub const fn standard_key(standard: Standard) -> &'static str {
    match standard {
        Standard::Bell202 => "standard.bell202",
        Standard::V23 => "standard.v23",
        Standard::Dtmf => "standard.dtmf",
        Standard::Box => "standard.box",
    }
}

/// The number as people read it, or why there is none.
#[must_use]
pub fn number(texts: &Texts, record: &CallRecord) -> String {
    if let Some(number) = record.number.as_ref().filter(|n| !n.as_str().is_empty()) {
        return texts.number(number);
    }
    let absence = record.caller_id.as_ref().and_then(|id| id.absence);
    texts
        .t(match (absence, record.direction) {
            (Some(Absence::Private), _) => "number.withheld",
            (Some(Absence::Unavailable), _) => "number.unavailable",
            (None, Direction::Incoming) => "number.none",
            (None, _) => "number.not_dialled",
        })
        .to_owned()
}

/// The party of a listed call: customer, name in the burst, or "unknown".
#[must_use]
pub fn party(texts: &Texts, call: &CallSummary) -> String {
    if call.party.is_empty() { texts.t("party.unknown").to_owned() } else { call.party.clone() }
}

/// The party of a live call: the one chosen or best customer, the burst's name, or nothing.
#[must_use]
pub fn live_party(call: &CallView) -> Option<String> {
    let candidates = call.candidates.as_deref().map_or(&[][..], Vec::as_slice);
    let chosen = candidates.iter().find(|c| c.customer.id == call.record.customer);
    chosen
        .or_else(|| candidates.first())
        .map(|c| c.customer.name.clone())
        .or_else(|| Some(call.burst_name.clone()))
        .filter(|name| !name.is_empty())
}

/// `1,234,567`.
#[must_use]
pub fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `0:07`, `12:31`, `1:02:03`.
#[must_use]
pub fn clock(span: Duration) -> String {
    let s = span.as_secs();
    if s >= 3600 {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}", s / 60, s % 60)
    }
}

/// How long was talked, or how often it rang.
#[must_use]
pub fn length(texts: &Texts, record: &CallRecord) -> String {
    match (record.answered_after, record.lasted) {
        (Some(after), Some(all)) => clock(all.saturating_sub(after)),
        (None, _) if record.direction == Direction::Incoming => {
            let key = if record.rings == 1 { "rings.one" } else { "rings.many" };
            texts.tf(key, &[("count", &record.rings.to_string())])
        }
        _ => texts.t(outcome_key(record.outcome)).to_owned(),
    }
}

/// Civil date and time of a moment in a zone.
#[must_use]
pub fn civil(utc_millis: i64, offset_minutes: i16) -> Option<jiff::civil::DateTime> {
    let offset = jiff::tz::Offset::from_seconds(i32::from(offset_minutes) * 60).ok()?;
    Some(offset.to_datetime(jiff::Timestamp::from_millisecond(utc_millis).ok()?))
}

/// "14:03" today, "yesterday 14:03", "11-20 14:03" this year, "2024-11-20" before.
#[must_use]
pub fn moment(texts: &Texts, utc_millis: i64, wall: Stamp) -> String {
    let at = civil(utc_millis, wall.offset_minutes);
    let now = civil(wall.utc_millis, wall.offset_minutes);
    let (Some(at), Some(now)) = (at, now) else { return String::new() };
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    if at.date() == now.date() {
        return time;
    }
    if at.date().tomorrow().is_ok_and(|next| next == now.date()) {
        return texts.tf("time.yesterday", &[("time", &time)]);
    }
    if at.year() == now.year() {
        return format!("{:02}-{:02} {time}", at.month(), at.day());
    }
    format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
}

/// When something is due: "14:03" today, "tomorrow 09:00", else as [`moment`] says it.
#[must_use]
pub fn due(texts: &Texts, utc_millis: i64, wall: Stamp) -> String {
    let at = civil(utc_millis, wall.offset_minutes);
    let now = civil(wall.utc_millis, wall.offset_minutes);
    if let (Some(at), Some(now)) = (at, now)
        && now.date().tomorrow().is_ok_and(|next| next == at.date())
    {
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        return texts.tf("worklist.tomorrow", &[("time", &time)]);
    }
    moment(texts, utc_millis, wall)
}

/// `14:03:27`, the wall clock's time of a moment on the engine's monotonic clock.
#[must_use]
pub fn time_of_day(scene: &Scene<'_>, mono: Duration) -> String {
    let ago = scene.mono.saturating_sub(mono).as_millis();
    let utc_millis = scene.wall.utc_millis - i64::try_from(ago).unwrap_or(0);
    civil(utc_millis, scene.wall.offset_minutes).map_or_else(String::new, |at| {
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    })
}

/// What somebody did, by its name in the journal.
#[must_use]
pub fn operation(texts: &Texts, name: &str) -> String {
    let key = format!("staff.op_{name}");
    let named = texts.t(&key);
    if named == key { name.replace('_', " ") } else { named.to_owned() }
}

/// What was done, as the journal names it (`save_customer 王伟`), in words.
fn deed(texts: &Texts, what: &str) -> String {
    let (operation, subject) = what.split_once(' ').unwrap_or((what, ""));
    let key = format!("undo.{operation}");
    let said = texts.t(&key);
    let said = if said == key { operation.replace('_', " ") } else { said.to_owned() };
    format!("{said} {subject}").trim_end().to_owned()
}

/// The sentence of a notice.
#[must_use]
pub fn notice(texts: &Texts, topic: &Topic) -> String {
    let with = |key: &str, what: &str| texts.tf(key, &[("what", what)]);
    match topic {
        Topic::CannotStart(what) => with("notice.cannot_start", what),
        Topic::BoxLost(what) => with("notice.box_lost", what),
        Topic::BoxBack(what) => with("notice.box_back", what),
        Topic::AudioLost(what) => with("notice.audio_lost", what),
        Topic::AudioBack(what) => with("notice.audio_back", what),
        Topic::NoSuchDevice(what) => with("notice.no_such_device", what),
        Topic::NoSuchBox(what) if what.is_empty() => texts.t("notice.no_box").to_owned(),
        Topic::NoSuchBox(what) => with("notice.no_such_box", what),
        Topic::RecordingFailed(what) => with("notice.recording_failed", what),
        Topic::StoreFailed(what) => with("notice.store_failed", what),
        Topic::Refused(what) => with("notice.refused", what),
        Topic::NotAllowed(denied) => crate::ui::office::staff::denied(texts, *denied),
        Topic::LogInWaits(seconds) => with("staff.waits", &seconds.to_string()),
        Topic::CallsInterrupted(count) => with("notice.calls_interrupted", &count.to_string()),
        Topic::PlaybackFailed(what) => with("notice.playback_failed", what),
        Topic::CustomerDeleted(what) => with("notice.customer_deleted", what),
        Topic::TakenAway(what) => with("notice.taken_away", &deed(texts, what)),
        Topic::UndoLost(what) => with("notice.undo_lost", &deed(texts, what)),
        Topic::Undone(what) => with("notice.undone", &deed(texts, what)),
        Topic::Overload(what) => with("notice.overload", what),
        Topic::RecordingGone(what) => with("recordings.gone", what),
        Topic::PlacesImported(what) => with("places.imported", what),
        Topic::PlacesRefused(key) => {
            with("places.refused", texts.t(&format!("places.refused.{key}")))
        }
        Topic::PlacesExported(what) => with("places.exported", what),
        Topic::BackupMade(what) => with("upkeep.made", what),
        Topic::BackupFailed(what) => with("upkeep.failed", what),
        Topic::RecordingsNotBackedUp(what) => with("upkeep.without_all_recordings", what),
        Topic::Restored(backup, kept) if kept.is_empty() => with("upkeep.restored", backup),
        Topic::Restored(backup, kept) => {
            let facts = [("what", backup.as_str()), ("kept", kept.as_str())];
            texts.tf("upkeep.restored_kept", &facts)
        }
        Topic::RestoreFailed(what) => with("upkeep.restore_failed", what),
        Topic::RestoreWaits => texts.t("upkeep.restore_waits").to_owned(),
        Topic::ExampleWaits => texts.t("example.notice_waits").to_owned(),
        Topic::ExampleLine => texts.t("example.notice_line").to_owned(),
        Topic::ExampleFailed(what) => with("example.notice_failed", what),
        Topic::CheckFailed(what) => with("upkeep.check_failed", what),
        Topic::PlaceListImported(what) => with("places.list_imported", what),
        Topic::PlacesFailed(what) => with("places.failed", what),
        Topic::Exported(what) => with("notice.exported", what),
        Topic::ExportFailed(what) => with("notice.export_failed", what),
        Topic::RecordingNotKept(what) => with("recordings.notice_not_kept", what),
        Topic::RecordingNotGenuine(what) => with("recordings.notice_not_genuine", what),
        Topic::DiskLow(megabytes) => with("recordings.notice_disk_low", &megabytes.to_string()),
        Topic::RecordingExported(what) => with("recordings.notice_exported", what),
        Topic::RecordingWorkFailed(what) => with("recordings.notice_work_failed", what),
        Topic::RecordingHeld(what) => with("recordings.notice_held", what),
        Topic::Dialling(why) => texts.t(crate::ui::topics::dialling::trouble(why)).to_owned(),
        Topic::Firewall(notice) => crate::ui::topics::firewall::words::notice(texts, notice),
        Topic::PromiseDue(what) => with("worklist.notice_due", what),
        Topic::RingElsewhere(what) => with("manners.notice_elsewhere", what),
        Topic::RingFileBad(what) => with("manners.notice_file", what),
        Topic::NoticeNotSpoken(what) => with("speech.notice_not_spoken", what),
        Topic::RingSilent(what) => with("manners.notice_silent", what),
        Topic::SlipReady(what) => with("orders.notice_slip", what),
        Topic::SlipNotOpened(what) => with("orders.notice_slip_not_opened", what),
        Topic::SlipFailed(what) => with("orders.notice_slip_failed", what),
        Topic::File(notice) => crate::ui::office::files::words::notice(texts, notice),
        Topic::Agenda(notice) => crate::ui::office::agenda::words::notice(texts, notice),
        Topic::TransferFailed(what) => with("transfer.notice_failed", what),
        Topic::CardConflict => texts.t("cards.notice_conflict").to_owned(),
    }
}

/// Icon and mood of a severity.
#[must_use]
pub const fn severity(severity: Severity) -> (Icon, Mood) {
    match severity {
        Severity::Info => (Icon::Info, Mood::Cool),
        Severity::Warning => (Icon::Warn, Mood::Alert),
        Severity::Error => (Icon::Warn, Mood::Bad),
    }
}

/// Key of a recording's state, when it is worth a word.
#[must_use]
pub const fn recording_key(state: RecordingState) -> Option<&'static str> {
    match state {
        RecordingState::Done => None,
        RecordingState::Writing => Some("recording.writing"),
        RecordingState::Partial => Some("recording.partial"),
        RecordingState::Missing => Some("recording.missing"),
        RecordingState::Deleted => Some("recordings.state_deleted"),
    }
}

/// One line of a call's timeline.
#[must_use]
pub fn happening(scene: &Scene<'_>, what: &Happening) -> String {
    let t = |key: &'static str| scene.texts.t(key).to_owned();
    let with = |key: &str, what: &str| scene.tf(key, &[("what", what)]);
    let caller = |id: &crate::base::caller_id::CallerId| {
        id.number.as_deref().map_or_else(
            || t("number.none"),
            |number| {
                format!(
                    "{}  {}",
                    scene.texts.number(&PhoneNumber::new(number)),
                    t(standard_key(id.standard))
                )
            },
        )
    };
    match what {
        Happening::Ring(n) => with("happening.ring", &n.to_string()),
        Happening::CallerId(id) => with("happening.caller_id", &caller(id)),
        Happening::CallerIdConfirmed => t("happening.confirmed"),
        Happening::CallerIdContradicted(id) => with("happening.contradicted", &caller(id)),
        Happening::BurstDamaged => t("happening.damaged"),
        Happening::CallWaiting(id) => with("happening.call_waiting", &caller(id)),
        Happening::OffHook => t("happening.off_hook"),
        Happening::OnHook => t("happening.on_hook"),
        Happening::Dialled(digit) => with("happening.dialled", &digit.to_string()),
        Happening::Digit(digit) => with("happening.digit", &digit.to_string()),
        Happening::Ringback => t("happening.ringback"),
        Happening::Busy => t("happening.busy"),
        Happening::Congestion => t("happening.congestion"),
        Happening::DialTone => t("happening.dial_tone"),
        Happening::Answered(by) => with("happening.answered", scene.texts.t(evidence_key(*by))),
        Happening::Answerer(Who::Person) => t("happening.person"),
        Happening::Answerer(Who::Machine) => t("happening.machine"),
        Happening::Gap => t("happening.gap"),
        Happening::AudioLost => t("happening.audio_lost"),
        Happening::AudioBack => t("happening.audio_back"),
        Happening::BoxLost => t("happening.box_lost"),
        Happening::BoxBack => t("happening.box_back"),
        Happening::Ended(outcome) => with("happening.ended", scene.texts.t(outcome_key(*outcome))),
        Happening::Seized => t("dialling.happening_seized"),
        Happening::Left => t("dialling.happening_left"),
        Happening::ToldOfRecording => t("speech.happening_told"),
        Happening::NotTold(why) => with("speech.happening_not_told", why),
        Happening::Sit => t("dialling.happening_sit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::settings::Language;

    #[test]
    fn times_are_said_the_way_people_say_them() {
        let texts = Texts::new(Language::English);
        // 2026-11-23 10:00 in Beijing.
        let wall =
            Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000, offset_minutes: 480 };
        let hours = |h: i64| wall.utc_millis - h * 3_600_000;
        assert_eq!(moment(&texts, hours(1), wall), "09:00");
        assert_eq!(moment(&texts, hours(20), wall), "Yesterday 14:00");
        assert_eq!(moment(&texts, hours(24 * 3), wall), "11-20 10:00");
        assert_eq!(moment(&texts, hours(24 * 400), wall), "2025-10-19");
        assert_eq!(clock(Duration::from_secs(3723)), "1:02:03");
        assert_eq!(clock(Duration::from_secs(7)), "0:07");
        assert_eq!(due(&texts, hours(-23), wall), "tomorrow 09:00");
        assert_eq!(due(&texts, hours(-2), wall), "12:00");
        assert_eq!([7, 999, 1_000, 10_000_000].map(grouped).join(" "), "7 999 1,000 10,000,000");
    }
}
