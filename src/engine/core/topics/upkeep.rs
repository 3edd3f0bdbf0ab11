//! Care of the database: when a backup is due, what is going on, what came of it.
//! May depend on `base`, `call` and the engine's own types.

use crate::base::clock::Stamp;
use crate::call::statistics::StatisticsOp;
use crate::call::upkeep::{
    BackupRow, BackupState, CheckReport, Contents, FoundBackup, Phase, Progress, RestoreOutcome,
    Trigger, UpkeepOp, next_due,
};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::files::FileWork;
use crate::engine::topics::upkeep::{UpkeepCommand, UpkeepReport, UpkeepView, UpkeepWork};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The program starts in peace: nothing is due before.
const GRACE: Duration = Duration::from_mins(5);
/// How soon a failed backup is tried again.
const RETRY_MILLIS: i64 = 3_600_000;
/// The wall clock is looked at this often: it may be set, and a machine may sleep.
const LOOK: Duration = Duration::from_mins(10);
/// Backups remembered.
const KEPT: usize = 50;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct UpkeepDesk {
    backups: Arc<Vec<BackupRow>>,
    /// Since when the backups made earlier are known; before, nothing is due.
    known_since: Option<Duration>,
    running: Option<Progress>,
    check: Option<Arc<CheckReport>>,
    next_utc_millis: Option<i64>,
    /// The figures are being made again; a check follows.
    repairing: bool,
    found: Option<Arc<Vec<FoundBackup>>>,
    examined: Option<Arc<Contents>>,
    restoring: bool,
    /// When to look at the clock again.
    look_at: Option<Duration>,
}

impl UpkeepDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> UpkeepView {
        UpkeepView {
            backups: Arc::clone(&self.backups),
            running: self.running,
            next_utc_millis: self.next_utc_millis,
            check: self.check.clone(),
            found: self.found.clone(),
            examined: self.examined.clone(),
            restoring: self.restoring,
        }
    }

    /// When the clock must be looked at, at the latest.
    pub(in crate::engine::core) fn deadline(&self) -> Option<Duration> {
        self.look_at
    }

    fn last_good(&self) -> Option<i64> {
        self.backups.iter().find(|row| row.is_good()).map(|row| row.started_utc_millis)
    }

    /// The newest try, when it failed by itself.
    fn failed_at(&self) -> Option<i64> {
        let newest = self.backups.first().filter(|row| row.state == BackupState::Failed)?;
        Some(newest.started_utc_millis)
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn upkeep_command(
        &mut self,
        command: UpkeepCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let busy = self.upkeep.running.is_some();
        match command {
            UpkeepCommand::Cancel if busy => out.push(Effect::Upkeep(UpkeepWork::Cancel)),
            UpkeepCommand::Cancel => {}
            _ if busy => {
                self.refuse("upkeep: something is going on already", now, out);
            }
            UpkeepCommand::BackUp => self.back_up(Trigger::Person, out),
            UpkeepCommand::RepairFigures => {
                self.upkeep.repairing = true;
                self.upkeep.check = None;
                out.push(Effect::Store(StoreOp::Statistics(StatisticsOp::Rebuild)));
            }
            UpkeepCommand::Check => self.check_data(out),
            UpkeepCommand::FindBackups => {
                let folder = self.settings.upkeep.chosen_folder();
                out.push(Effect::Upkeep(UpkeepWork::Find(folder)));
            }
            UpkeepCommand::Examine(path) => {
                self.upkeep.examined = None;
                let progress = Progress { phase: Phase::Rehearsing, done: 0, total: 0 };
                self.upkeep.running = Some(progress);
                out.push(Effect::Upkeep(UpkeepWork::Examine(path)));
            }
            UpkeepCommand::Restore(path) => self.order_restore(path, now, out),
        }
    }

    /// Only what was looked into and found good, and never while somebody is on the line.
    fn order_restore(&mut self, path: String, now: Stamp, out: &mut Vec<Effect>) {
        let examined = self.upkeep.examined.as_ref();
        if !examined.is_some_and(|contents| contents.is_good() && contents.path == path) {
            return self.refuse("restore: this backup was not looked into", now, out);
        }
        if self.calls.iter().any(|desk| desk.ended.is_none()) {
            return self.notice(Severity::Warning, Topic::RestoreWaits, now, out);
        }
        out.push(Effect::Upkeep(UpkeepWork::OrderRestore(path)));
    }

    fn restored(&mut self, outcome: RestoreOutcome, now: Stamp, out: &mut Vec<Effect>) {
        if outcome.why_not.is_empty() {
            let RestoreOutcome { backup, kept, .. } = outcome;
            self.notice(Severity::Info, Topic::Restored(backup, kept), now, out);
        } else {
            self.notice(Severity::Error, Topic::RestoreFailed(outcome.why_not), now, out);
        }
    }

    fn check_data(&mut self, out: &mut Vec<Effect>) {
        self.upkeep.running = Some(Progress { phase: Phase::Checking, done: 0, total: 0 });
        out.push(Effect::Upkeep(UpkeepWork::Check));
    }

    /// The figures were made again, if that was wished for: the check says whether they are right now.
    pub(in crate::engine::core) fn figures_repaired(&mut self, out: &mut Vec<Effect>) {
        if std::mem::take(&mut self.upkeep.repairing) && self.upkeep.running.is_none() {
            self.check_data(out);
        }
    }

    fn back_up(&mut self, trigger: Trigger, out: &mut Vec<Effect>) {
        let settings = &self.settings.upkeep;
        self.upkeep.running = Some(Progress { phase: Phase::Copying, done: 0, total: 0 });
        out.push(Effect::Upkeep(UpkeepWork::BackUp {
            folder: settings.chosen_folder(),
            recordings: settings.recordings,
            trigger,
        }));
    }

    /// A good backup stands in the list: only now may older ones go, or a crash in between would leave a list without
    /// the newest and a folder without the one before it.
    pub(in crate::engine::core) fn backup_noted(&self, path: &str, out: &mut Vec<Effect>) {
        let (made, keep) = (PathBuf::from(path), usize::from(self.settings.upkeep.keep));
        out.push(Effect::Upkeep(UpkeepWork::Prune { made, keep }));
    }

    /// What the runtime brought.
    pub(in crate::engine::core) fn upkeep_report(
        &mut self,
        report: UpkeepReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match report {
            UpkeepReport::Known(rows) => {
                self.upkeep.backups = Arc::new(rows);
                self.upkeep.known_since = Some(now.mono);
            }
            UpkeepReport::Progress(progress) => {
                if self.upkeep.running.is_some() {
                    self.upkeep.running = Some(progress);
                }
            }
            UpkeepReport::BackedUp(row) => self.backed_up(row, now, out),
            UpkeepReport::Found(found) => self.upkeep.found = Some(Arc::new(found)),
            UpkeepReport::Examined(contents) => {
                self.upkeep.running = None;
                self.upkeep.examined = contents.map(Arc::new);
            }
            UpkeepReport::RestoreOrdered(Ok(())) => self.upkeep.restoring = true,
            UpkeepReport::RestoreOrdered(Err(why)) => {
                self.notice(Severity::Error, Topic::RestoreFailed(why), now, out);
            }
            UpkeepReport::Restored(outcome) => self.restored(outcome, now, out),
            UpkeepReport::Checked(report) => {
                self.upkeep.running = None;
                self.upkeep.check = Some(report);
            }
            UpkeepReport::CheckFailed(why) => {
                self.upkeep.running = None;
                if !why.is_empty() {
                    self.notice(Severity::Warning, Topic::CheckFailed(why), now, out);
                }
            }
        }
    }

    fn backed_up(&mut self, row: BackupRow, now: Stamp, out: &mut Vec<Effect>) {
        self.upkeep.running = None;
        match row.state {
            BackupState::Failed => {
                let topic = Topic::BackupFailed(row.detail.clone());
                self.notice(Severity::Error, topic, now, out);
            }
            BackupState::Rehearsed if !row.detail.is_empty() => {
                let topic = Topic::RecordingsNotBackedUp(row.detail.clone());
                self.notice(Severity::Warning, topic, now, out);
            }
            BackupState::Rehearsed if row.trigger == Trigger::Person => {
                self.notice(Severity::Info, Topic::BackupMade(row.path.clone()), now, out);
            }
            BackupState::Rehearsed | BackupState::Cancelled => {}
        }
        if row.state == BackupState::Rehearsed {
            // Attached files are looked after with every backup: a program that never ends checks them all the same.
            out.push(Effect::Files(FileWork::Check(now.utc_millis)));
        }
        let rows = std::iter::once(row.clone()).chain(self.upkeep.backups.iter().cloned());
        self.upkeep.backups = Arc::new(rows.take(KEPT).collect());
        out.push(Effect::Store(StoreOp::Upkeep(UpkeepOp::NoteBackup(row))));
    }

    /// Begins a backup that is due, and says when to look again. Whether anything changed that the views see.
    pub(in crate::engine::core) fn pass_upkeep(
        &mut self,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(known) = self.upkeep.known_since else { return false };
        let settings = &self.settings.upkeep;
        let due = next_due(
            settings.rhythm,
            settings.hour,
            self.upkeep.last_good(),
            now.utc_millis,
            now.offset_minutes,
        );
        let peace = (known + GRACE).saturating_sub(now.mono);
        let earliest = now.utc_millis + millis(peace);
        let retry = self.upkeep.failed_at().map_or(i64::MIN, |at| at.saturating_add(RETRY_MILLIS));
        // A failed try of a clock that was ahead must not silence the schedule.
        let retry = retry.min(now.utc_millis + RETRY_MILLIS);
        let due = due.map(|due| due.max(earliest).max(retry));
        let shown = self.upkeep.next_utc_millis != due && peace.is_zero();
        self.upkeep.next_utc_millis = due;
        self.upkeep.look_at = due.map(|due| now.mono + until(due, now.utc_millis).min(LOOK));
        if self.upkeep.running.is_none() && due.is_some_and(|due| due <= now.utc_millis) {
            self.upkeep.look_at = Some(now.mono + LOOK);
            self.back_up(Trigger::Schedule, out);
            return true;
        }
        if self.upkeep.running.is_some() {
            self.upkeep.look_at = due.map(|_| now.mono + LOOK);
        }
        shown
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn until(due: i64, now: i64) -> Duration {
    // At least a moment: a deadline that stands still would never be passed.
    Duration::from_millis(u64::try_from(due.saturating_sub(now)).unwrap_or(0).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::call::upkeep::Rhythm;
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::{SettingChange, Settings};
    use crate::engine::topics::upkeep::UpkeepSettings;
    use std::path::PathBuf;

    /// 2026-11-23 10:00 in China.
    const START: Stamp =
        Stamp { mono: Duration::ZERO, utc_millis: 1_795_399_200_000, offset_minutes: 480 };
    const HOUR: u64 = 3_600;

    fn at(seconds: u64) -> Stamp {
        START.at_mono(Duration::from_secs(seconds))
    }

    fn row(now: Stamp, state: BackupState) -> BackupRow {
        BackupRow {
            started_utc_millis: now.utc_millis,
            offset_minutes: now.offset_minutes,
            took_millis: 1,
            path: "b.db".into(),
            bytes: 1,
            rows: 1,
            recordings: 0,
            trigger: Trigger::Schedule,
            state,
            detail: if state == BackupState::Failed { "no drive".into() } else { String::new() },
        }
    }

    fn core(rows: Vec<BackupRow>) -> Core {
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::new());
        core.step(Event::Upkeep(UpkeepReport::Known(rows)), START);
        core
    }

    /// When, in whole seconds, a backup begins by itself, up to a day and a half.
    fn begins(core: &mut Core) -> Option<u64> {
        for _ in 0..500 {
            let due = core.next_deadline()?;
            let now = START.at_mono(due);
            let effects = core.step(Event::Tick, now);
            let backs_up =
                |effect: &Effect| matches!(effect, Effect::Upkeep(UpkeepWork::BackUp { .. }));
            if effects.iter().any(backs_up) {
                return Some(due.as_secs());
            }
        }
        None
    }

    fn ends(core: &mut Core, seconds: u64, state: BackupState) -> Vec<Effect> {
        core.step(Event::Upkeep(UpkeepReport::BackedUp(row(at(seconds), state))), at(seconds))
    }

    #[test]
    fn the_first_backup_comes_in_peace_and_the_next_at_its_hour() {
        let mut core = core(Vec::new());
        let first = begins(&mut core).unwrap();
        assert_eq!(first, 300);
        let effects = ends(&mut core, 301, BackupState::Rehearsed);
        assert!(effects.iter().any(|e| matches!(e, Effect::Store(StoreOp::Upkeep(_)))));
        let gone = |e: &Effect| matches!(e, Effect::Upkeep(UpkeepWork::Prune { .. }));
        assert!(!effects.iter().any(gone), "the older ones stay until it stands in the list");
        assert!(core.step(Event::BackupNoted("b.db".into()), at(302)).iter().any(gone));
        assert_eq!(begins(&mut core), Some(17 * HOUR), "03:00");
        let snap = core.snapshot(at(17 * HOUR));
        assert!(snap.upkeep.running.is_some() && snap.notices.is_empty());
    }

    #[test]
    fn recordings_that_could_not_be_copied_are_told_and_the_backup_counts() {
        let mut core = core(Vec::new());
        begins(&mut core).unwrap();
        let detail = "one is gone".to_owned();
        let row = BackupRow { detail, ..row(at(301), BackupState::Rehearsed) };
        core.step(Event::Upkeep(UpkeepReport::BackedUp(row)), at(301));
        let topic = core.snapshot(at(302)).notices[0].topic.clone();
        assert_eq!(topic, Topic::RecordingsNotBackedUp("one is gone".into()));
        assert_eq!(begins(&mut core), Some(17 * HOUR));
    }

    #[test]
    fn a_failed_backup_is_told_and_tried_again_an_hour_later() {
        let mut core = core(Vec::new());
        begins(&mut core).unwrap();
        ends(&mut core, 300, BackupState::Failed);
        let snap = core.snapshot(at(301));
        assert_eq!(snap.notices[0].topic, Topic::BackupFailed("no drive".into()));
        assert_eq!(begins(&mut core), Some(300 + HOUR));
    }

    #[test]
    fn by_hand_alone_means_by_hand_alone() {
        let mut core = core(Vec::new());
        let never = UpkeepSettings { rhythm: Rhythm::Never, ..UpkeepSettings::default() };
        core.step(Event::Command(Command::Set(SettingChange::Upkeep(never))), START);
        assert_eq!(core.next_deadline(), None);
        let wish = |wish| Event::Command(Command::Upkeep(wish));
        let effects = core.step(wish(UpkeepCommand::BackUp), START);
        assert!(matches!(effects[..], [Effect::Upkeep(UpkeepWork::BackUp { .. })]));
        let effects = core.step(wish(UpkeepCommand::Check), START);
        assert!(matches!(effects[..], [Effect::Announce(_)]), "one at a time: {effects:?}");
        let effects = core.step(wish(UpkeepCommand::Cancel), START);
        assert_eq!(effects, [Effect::Upkeep(UpkeepWork::Cancel)]);
        ends(&mut core, 5, BackupState::Cancelled);
        assert!(core.snapshot(at(5)).upkeep.running.is_none());
    }

    #[test]
    fn only_a_backup_that_was_looked_into_is_restored() {
        let mut core = core(Vec::new());
        let wish = |wish| Event::Command(Command::Upkeep(wish));
        let restore = || wish(UpkeepCommand::Restore("b.db".into()));
        let orders = |effects: &[Effect]| {
            effects.contains(&Effect::Upkeep(UpkeepWork::OrderRestore("b.db".into())))
        };
        assert!(!orders(&core.step(restore(), START)), "not looked into");
        core.step(wish(UpkeepCommand::Examine("b.db".into())), START);
        assert!(!orders(&core.step(restore(), START)), "still being looked into");
        let contents = |why: &str| Contents {
            path: "b.db".into(),
            why_not: why.into(),
            ..Contents::default()
        };
        let examined = |why| Event::Upkeep(UpkeepReport::Examined(Some(contents(why))));
        core.step(examined("it is damaged"), at(1));
        assert!(!orders(&core.step(restore(), at(1))), "damaged");
        core.step(examined(""), at(2));
        let other = wish(UpkeepCommand::Restore("other.db".into()));
        assert!(!orders(&core.step(other, at(2))));
        assert!(orders(&core.step(restore(), at(2))));
        assert!(!core.snapshot(at(2)).upkeep.restoring);
        core.step(Event::Upkeep(UpkeepReport::RestoreOrdered(Ok(()))), at(3));
        assert!(core.snapshot(at(3)).upkeep.restoring, "the window closes");
    }

    #[test]
    fn figures_made_again_are_checked_again() {
        let mut core = core(Vec::new());
        let wish = |wish| Event::Command(Command::Upkeep(wish));
        let effects = core.step(wish(UpkeepCommand::RepairFigures), START);
        let rebuild = Effect::Store(StoreOp::Statistics(StatisticsOp::Rebuild));
        assert_eq!(effects, [rebuild]);
        let effects = core.step(Event::FiguresBuilt(None), at(3));
        assert_eq!(effects, [Effect::Upkeep(UpkeepWork::Check)]);
        assert!(core.step(Event::FiguresBuilt(None), at(4)).is_empty(), "once");
    }

    #[test]
    fn nothing_is_due_before_the_earlier_backups_are_known() {
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::new());
        core.step(Event::Tick, at(100_000));
        assert_eq!(core.next_deadline(), None);
    }
}
