//! Work for a modem in the order in which it will be done, and what becomes of each answer. Nothing here waits: the box
//! leads it from poll to poll. May depend on `base`.

use super::bringup::{GUARD, PATIENCE, country, rearmed, settings};
use super::{VoiceModem, dle};
use crate::base::evidence::Evidence;
use crate::base::order::BoxOrder;
use crate::base::signal::{LineSignal, Refusal, Tone};
use crate::base::tuning::{Country, Tuning};
use crate::device::link::LinkError;
use crate::device::modem::at::Outcome;
use crate::device::modem::engine::Reply;
use std::time::Duration;

/// Time without a word after which an idle modem is asked whether it is there.
pub(super) const PROBE_EVERY: Duration = Duration::from_secs(45);
/// How long a question of this kind may take.
const PROBE_PATIENCE: Duration = Duration::from_secs(2);
/// Caller ID is switched on again that often, whatever the modem says.
pub(super) const ARM_EVERY: Duration = Duration::from_hours(1);
/// Questions in a row that may stay without an answer.
const MISSES: u32 = 2;
/// Attempts to get on-hook by ordinary means.
const ATTEMPTS: u32 = 2;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Job {
    /// A command and what its answer is for.
    Command {
        /// Without its CR.
        text: String,
        /// How long it may take.
        patience: Duration,
        /// What then.
        then: Then,
    },
    /// These bytes as they are.
    Send(&'static [u8]),
    /// Nothing for so long.
    Pause(Duration),
    /// Until there is a dial tone, at most so long after the line was taken.
    DialTone(Duration),
}

/// What an answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing depends on it.
    Nothing,
    /// The class was set.
    Class(u8),
    /// The codec was chosen.
    Method,
    /// The modem was connected like this.
    Place(u8),
    /// The same, only to record from there.
    Route(u8),
    /// The modem has dialled by itself.
    Dialled(BoxOrder),
    /// Keys were sent.
    Keyed(BoxOrder),
    /// The modem was asked for a flash.
    Flashed,
    /// It is there.
    Alive,
    /// It has come back from wherever it was.
    Revived,
    /// A voice state begins.
    Voice(super::voice::Kind),
}

impl Job {
    /// A command on whose answer something depends.
    pub(super) fn ask(text: impl Into<String>, then: Then) -> Self {
        Self::Command { text: text.into(), patience: PATIENCE, then }
    }

    /// A command on whose answer nothing depends.
    pub(super) fn say(text: impl Into<String>) -> Self {
        Self::ask(text, Then::Nothing)
    }
}

impl VoiceModem {
    /// Begins the next job. Whether there was one. Dialling waits until the line is ours.
    pub(super) fn next_job(&mut self) -> Result<bool, LinkError> {
        let ready = self.place == self.desired();
        let dials = self.jobs.is_empty();
        let job = if !dials {
            self.jobs.front()
        } else if ready {
            self.dials.front()
        } else {
            None
        };
        let Some(job) = job.cloned() else { return Ok(false) };
        if !self.begin(job)? {
            return Ok(true);
        }
        if dials {
            self.dials.pop_front();
        } else {
            self.jobs.pop_front();
        }
        Ok(true)
    }

    /// `false`: not yet.
    fn begin(&mut self, job: Job) -> Result<bool, LinkError> {
        let now = self.engine.now();
        match job {
            Job::Pause(time) => self.rest_until = now + time,
            Job::DialTone(time) => {
                let heard = self.signs.current_tone() == Some(Tone::Dial);
                if !heard && now < self.taken_at + time {
                    self.rest_until = now + Duration::from_millis(50);
                    return Ok(false);
                }
                self.signs.hush(now, &mut self.out);
            }
            Job::Send(bytes) => self.engine.send(bytes)?,
            Job::Command { text, patience, then } => {
                let hears = matches!(then, Then::Voice(kind) if kind.hears());
                self.engine.start(&text, patience, hears)?;
                self.doing = Some(then);
            }
        }
        Ok(true)
    }

    /// A command has ended.
    pub(super) fn done(&mut self, reply: &Reply, at: Duration) {
        let Some(then) = self.doing.take() else { return };
        if reply.outcome == Outcome::Timeout {
            self.missed += 1;
            self.findings.note_timeout(&reply.command);
        } else {
            self.missed = 0;
            self.spoke = at;
        }
        let good = reply.is_good();
        match then {
            Then::Class(class) => self.class = if good { class } else { 0 },
            Then::Method => self.method_chosen(good),
            Then::Place(place) => self.placed(place, good, at),
            Then::Route(route) => self.route = if good { route } else { self.place },
            Then::Dialled(order) => self.dialled(order, &reply.outcome, at),
            Then::Keyed(order) if !good => self.refused(order, &reply.outcome, at),
            Then::Nothing | Then::Keyed(_) | Then::Alive => {}
            Then::Flashed => self.flashed(good),
            Then::Revived if good => self.revived(),
            Then::Revived => self.wedged(at),
            Then::Voice(kind) => self.voice_begun(kind, &reply.outcome, at),
        }
        if self.missed >= MISSES && !self.reviving && !self.lost {
            self.miss(at);
        }
    }

    /// Two commands in a row stayed without an answer.
    fn miss(&mut self, at: Duration) {
        if !self.on_line() && self.stage == super::voice::Stage::Text && self.revivals > 0 {
            return self.wedged(at);
        }
        self.revive();
    }

    /// It is beyond us: whoever opens it again finds it reset, where that is possible.
    fn wedged(&mut self, at: Duration) {
        self.gone = self.engine.wire_mut().reset();
        self.lose("it does not answer any more", at);
    }

    /// Out of a state that nobody understands: both stops, the escape, on-hook.
    pub(super) fn revive(&mut self) {
        self.reviving = true;
        self.revivals += 1;
        self.abandon_dialling();
        self.stage = super::voice::Stage::Text;
        self.engine.assume_text();
        self.jobs = dle::STOPS.iter().map(|stop| Job::Send(stop)).collect();
        self.jobs.extend([
            Job::Pause(Duration::from_millis(300)),
            Job::Send(b"\r"),
            Job::Pause(GUARD),
            Job::Send(b"+++"),
            Job::Pause(GUARD),
            Job::say("ATH"),
            Job::say("ATE0"),
            Job::ask("AT", Then::Revived),
        ]);
    }

    fn revived(&mut self) {
        self.reviving = false;
        self.missed = 0;
        self.findings.add("The modem had stopped answering and was brought back.");
        self.forgotten();
    }

    /// The modem has forgotten everything (it was reset, or we had to): it is on-hook and bare.
    pub(super) fn forgotten(&mut self) {
        (self.place, self.route, self.class, self.chosen) = (0, 0, 0, false);
        (self.mute, self.failures, self.attempts) = (false, 0, 0);
        if std::mem::take(&mut self.want.seized) {
            let evidence = Evidence::note("the modem was reset, and the line with it");
            self.out.tell_because(self.engine.now(), LineSignal::Cleared, evidence);
        }
        self.want.tap = false;
        self.sound.set_playing(false);
        self.abandon_dialling();
        self.jobs.extend(settings(&self.unit, self.options).into_iter().map(Job::say));
        self.jobs.push_back(Job::say("ATH"));
        self.rest();
    }

    /// Back to what an idle modem does: its class, caller ID on.
    pub(super) fn rest(&mut self) {
        let class = self.unit.rest();
        self.jobs.push_back(Job::ask(format!("AT+FCLASS={class}"), Then::Class(class)));
        self.arm();
    }

    /// Takes settings of a person; what the modem must be told waits until the line is free.
    pub(super) fn tune(&mut self, tuning: Tuning) {
        let raw = tuning.raw_caller_id;
        let country = tuning.country.map(Country::t35).or(self.options.country);
        self.untuned |= country != self.options.country || raw != self.options.raw_caller_id;
        self.options.country = country;
        self.options.modem_dials = tuning.own_dialler;
        if std::mem::replace(&mut self.options.raw_caller_id, raw) != raw {
            rearmed(&mut self.unit.arm, raw);
        }
    }

    /// Says the country anew, and after it the class and caller ID: some modems forget both with it.
    pub(super) fn say_settings(&mut self) {
        self.jobs.extend(country(self.options).map(Job::say));
        self.rest();
    }

    /// Caller ID on: modems forget it.
    pub(super) fn arm(&mut self) {
        self.jobs.extend(self.unit.arm.iter().map(Job::say));
        self.armed = self.engine.now();
    }

    /// Asks an idle modem whether it is there.
    pub(super) fn probe(&mut self) {
        let now = self.engine.now();
        let due = if self.missed > 0 { Duration::from_secs(1) } else { PROBE_EVERY };
        if now < self.spoke + due {
            return;
        }
        if now >= self.armed + ARM_EVERY {
            self.arm();
        }
        let then = Then::Alive;
        self.jobs.push_back(Job::Command { text: "AT".to_owned(), patience: PROBE_PATIENCE, then });
        self.spoke = now;
    }

    /// Gets where we want to be.
    pub(super) fn go(&mut self, to: u8) {
        if to == 0 {
            self.jobs.push_back(Job::ask("AT+VLS=0", Then::Place(0)));
            self.jobs.push_back(Job::say("ATH"));
            return self.rest();
        }
        if self.class != 8 {
            self.jobs.push_back(Job::ask("AT+FCLASS=8", Then::Class(8)));
        }
        // Some modems never go off-hook unless these come before.
        if self.place == 0 {
            self.jobs.extend(self.unit.profile.voice.iter().map(|word| Job::say(*word)));
            self.choose_method();
        }
        self.jobs.push_back(Job::ask(format!("AT+VLS={to}"), Then::Place(to)));
    }

    fn placed(&mut self, place: u8, good: bool, at: Duration) {
        if good {
            if self.place == 0 && place != 0 {
                self.signs.taken(at, &mut self.out);
                self.taken_at = at;
            }
            (self.place, self.route, self.attempts) = (place, place, 0);
            if place != self.unit.profile.seized || !self.want.seized {
                self.signs.hush(at, &mut self.out);
            }
            return;
        }
        self.attempts += 1;
        match place {
            // ATH follows in any case; if that fails, too, the next attempt is the last.
            0 if self.attempts < ATTEMPTS => {}
            0 => self.revive(),
            _ => self.not_placed(place, at),
        }
    }

    fn not_placed(&mut self, place: u8, at: Duration) {
        self.attempts = 0;
        if self.want.seized {
            self.want.seized = false;
            self.abandon_dialling();
            let evidence = Evidence::note(format!("the modem refuses +VLS={place}"));
            let signal = LineSignal::OrderRefused(BoxOrder::Seize, Refusal::Failed);
            self.out.tell_because(at, signal, evidence);
        } else if self.want.tap {
            self.want.tap = false;
            self.can_tap = false;
            self.findings.add("The modem refuses to record calls of the desk phone.");
        } else {
            self.want.cut = false;
            self.findings.add("The modem refuses to cut the desk phone off.");
        }
    }

    /// An order that was taken has failed after all.
    pub(super) fn refused(&mut self, order: BoxOrder, outcome: &Outcome, at: Duration) {
        let evidence = Evidence::note(format!("the modem said: {}", outcome.words()));
        let signal = LineSignal::OrderRefused(order, Refusal::Failed);
        self.out.tell_because(at, signal, evidence);
    }

    /// Dialling that has not begun does not happen.
    pub(super) fn abandon_dialling(&mut self) {
        self.dials.clear();
        self.has_dialled = false;
    }
}
