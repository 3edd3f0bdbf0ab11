//! Figures against logs counted by hand and against the clock's tricks.

use crate::base::clock::Stamp;
use crate::base::ids::{CallId, CustomerId, LineId};
use crate::base::number::PhoneNumber;
use crate::call::record::{CallRecord, CallSummary, Direction, Outcome};
use crate::call::statistics::{
    ExportNote, FigureList, Figures, FiguresAnswer, FiguresQuestion, GroupBy, GroupKey, Level,
    Scope, Span, What, Within, day_of_date, hour_of,
};
use crate::call::worklist::log::LogQuestion;
use crate::call::worklist::{WorkAnswer, WorkOp, WorkQuestion};
use crate::crm::customer::Customer;
use crate::store::Store;
use crate::store::operation::{Act, Deed};
use crate::store::reader::Reader;
use std::collections::BTreeMap;
use std::time::Duration;

mod property;

/// 2026-11-23 00:00 in Beijing, a Monday.
const MONDAY: i64 = 1_795_363_200_000;
const HOUR: i64 = 3_600_000;
const ZONE: i16 = 480;

fn act() -> Act {
    Act::program(Stamp::default())
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A call at so many seconds after Monday's midnight. `wait`: until the answer, where there was one, else until the end.
fn call(id: i64, at: i64, outcome: Outcome, wait: u64, talk: u64) -> CallRecord {
    let direction = match outcome {
        Outcome::Connected | Outcome::Busy | Outcome::NoAnswer | Outcome::Abandoned => {
            Direction::Outgoing
        }
        _ => Direction::Incoming,
    };
    let answered = matches!(outcome, Outcome::Answered | Outcome::Connected);
    CallRecord {
        id: CallId(id),
        line: LineId(0),
        direction,
        number: Some(PhoneNumber::new(format!("1380000{:04}", id % 5))),
        caller_id: None,
        started_utc_millis: MONDAY + at * 1_000,
        offset_minutes: ZONE,
        rings: 2,
        answered_after: answered.then(|| seconds(wait)),
        answered_by: None,
        lasted: Some(seconds(wait + talk)),
        outcome,
        customer: None,
        note: String::new(),
        handled: false,
        treatment: None,
        timeline: Vec::new(),
    }
}

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&dir.path().join("a.db"), Stamp::default()).unwrap();
    (dir, store)
}

fn put(store: &mut Store, record: &CallRecord) {
    store.close_call(&act(), record).unwrap();
}

fn monday() -> i64 {
    hour_of(MONDAY, ZONE)
}

fn week() -> Scope {
    Scope::of(Span { from: monday(), to: monday() + 7 * 24 })
}

fn ask(store: &Store, scope: &Scope, by: GroupBy) -> FiguresAnswer {
    let question = FiguresQuestion { scope: scope.clone(), before: None, by };
    store.reader().unwrap().figures(&question).unwrap()
}

fn settle(store: &mut Store, id: i64, who: &str) -> crate::store::error::Result<()> {
    store.worklist(&act(), &WorkOp::Settle { call: CallId(id), agent: who.to_owned() }).map(drop)
}

/// Eleven calls of two days, one of each kind and some at the limits.
fn small_log() -> (tempfile::TempDir, Store) {
    let (dir, mut store) = store();
    let card = Customer { name: "王伟".into(), ..Customer::default() };
    store.save_customer(&act(), &card, None).unwrap();
    let mut known = call(1, 9 * 3600, Outcome::Answered, 5, 31);
    known.customer = Some(CustomerId(1));
    let mut handled = call(4, 10 * 3600, Outcome::Missed, 21, 0);
    handled.handled = true;
    let other_line = CallRecord { line: LineId(1), ..call(8, 26 * 3600, Outcome::Busy, 9, 0) };
    let lost =
        CallRecord { outcome: Outcome::Lost, ..call(9, 27 * 3600, Outcome::Answered, 8, 60) };
    let unclear = CallRecord {
        direction: Direction::Unknown,
        ..call(10, 28 * 3600, Outcome::Interrupted, 3, 0)
    };
    for record in [
        known,
        call(2, 9 * 3600 + 60, Outcome::Answered, 20, 30), // 30 s is not longer than 30 s
        call(3, 9 * 3600 + 120, Outcome::Missed, 20, 0),
        handled,
        call(5, 10 * 3600 + 1, Outcome::Open, 2, 0), // still ringing
        call(6, 11 * 3600, Outcome::Connected, 12, 100),
        call(7, 25 * 3600, Outcome::NoAnswer, 40, 0),
        other_line,
        lost, // answered, then the line went away
        unclear,
        call(11, 29 * 3600, Outcome::Abandoned, 1, 0),
    ] {
        put(&mut store, &record);
    }
    (dir, store)
}

#[test]
fn a_small_log_counted_by_hand() {
    let (_dir, store) = small_log();
    let answer = ask(&store, &week(), GroupBy::Day);
    let expected = Figures {
        calls: 11,
        incoming: 6,
        answered: 3,
        missed: 2,
        blocked: 0,
        incoming_other: 1,
        outgoing: 4,
        connected: 1,
        busy: 1,
        no_answer: 1,
        outgoing_other: 1,
        unclear: 1,
        effective: 3,
        talked: 4,
        unreturned: 1,
        known: 1,
        strangers: 5,
        talk_millis: 221_000,
        wait_millis: 33_000,
        answered_within: [1, 2, 2, 3, 3, 3],
        missed_within: [0, 0, 0, 1, 2, 2],
        longest_millis: 100_000,
    };
    assert_eq!(answer.total, expected);
    assert_eq!(answer.total.mean_talk_millis(), Some(55_250));
    assert_eq!(answer.total.mean_wait_millis(), Some(11_000));
    assert_eq!(answer.total.answer_rate().permille(), Some(600));
    let y = Within::nearest(20);
    let parts = Level::ALL.map(|level| level.of(&answer.total, y)).map(|r| (r.part, r.whole));
    assert_eq!(parts, [(4, 5), (3, 3), (3, 5), (3, 4)]);
}

#[test]
fn the_small_log_by_day_and_hour() {
    let (_dir, store) = small_log();
    let answer = ask(&store, &week(), GroupBy::Day);
    let day = day_of_date(jiff::civil::date(2026, 11, 23));
    let days: Vec<_> = answer.rows.iter().map(|(key, f)| (key.clone(), f.calls)).collect();
    assert_eq!(days, [(GroupKey::Day(day), 6), (GroupKey::Day(day + 1), 5)]);
    assert_eq!((answer.lines, answer.agents), (vec![LineId(0), LineId(1)], vec![String::new()]));
    let hours = ask(&store, &week(), GroupBy::Hour).rows;
    let hours: Vec<_> = hours.iter().map(|(key, f)| (key.clone(), f.calls)).collect();
    let of = |hour, calls| (GroupKey::Hour(hour), calls);
    assert_eq!(
        hours,
        [of(1, 1), of(2, 1), of(3, 1), of(4, 1), of(5, 1), of(9, 3), of(10, 2), of(11, 1)]
    );
    let heat: Vec<_> = answer.heat.iter().map(|(cell, f)| (*cell, f.incoming)).collect();
    assert_eq!(heat.first(), Some(&((0, 9), 3)), "Monday at nine");
    let line = Scope { line: Some(LineId(1)), ..week() };
    assert_eq!(ask(&store, &line, GroupBy::Line).rows.len(), 1);
    assert_eq!(ask(&store, &line, GroupBy::Line).total.busy, 1);
}

#[test]
fn a_call_counts_on_the_day_its_own_clock_said() {
    let (_dir, mut store) = store();
    // Begins a second before midnight and talks into Tuesday: a call of Monday.
    put(&mut store, &call(1, 24 * 3600 - 1, Outcome::Answered, 5, 7200));
    put(&mut store, &call(2, 24 * 3600, Outcome::Missed, 5, 0));
    // The same moment in two zones is two days.
    let there = CallRecord { offset_minutes: 0, ..call(3, 24 * 3600 + 60, Outcome::Missed, 5, 0) };
    put(&mut store, &there);
    // The clock is set back by two hours during the call: its length is monotonic, its day that of its beginning.
    let mut back = call(4, 9 * 3600, Outcome::Answered, 5, 60);
    store
        .open_call(&act(), &CallRecord { outcome: Outcome::Open, lasted: None, ..back.clone() })
        .unwrap();
    back.lasted = Some(seconds(65));
    put(&mut store, &back);
    // Summer time ends: the hour from two to three comes twice, with two offsets; both are that hour of that day.
    let sunday = jiff::civil::date(2026, 10, 25);
    let two = day_of_date(sunday) * 24 * HOUR + 2 * HOUR + 1_800_000;
    for (id, offset) in [(5, 120_i16), (6, 60)] {
        let started = two - i64::from(offset) * 60_000;
        let record = call(id, 0, Outcome::Answered, 1, 1);
        put(
            &mut store,
            &CallRecord { started_utc_millis: started, offset_minutes: offset, ..record },
        );
    }
    let day = |day: jiff::civil::Date| Scope::of(Span::of_day(day_of_date(day)));
    let calls = |scope: &Scope| ask(&store, scope, GroupBy::Day).total.calls;
    assert_eq!(calls(&day(jiff::civil::date(2026, 11, 23))), 3, "calls 1, 3 and 4");
    assert_eq!(calls(&day(jiff::civil::date(2026, 11, 24))), 1, "call 2");
    let summer = ask(&store, &day(sunday), GroupBy::Hour).rows;
    assert_eq!(
        summer.iter().map(|(key, f)| (key.clone(), f.calls)).collect::<Vec<_>>(),
        [(GroupKey::Hour(2), 2)]
    );
    let monday = ask(&store, &day(jiff::civil::date(2026, 11, 23)), GroupBy::Day).total;
    assert_eq!((monday.talk_millis, monday.longest_millis), (7_260_000, 7_200_000));
    assert_eq!(store.reader().unwrap().wrong_figures().unwrap(), 0);
}

#[test]
fn a_longest_that_went_away_is_nobodys() {
    let (_dir, mut store) = store();
    for (id, talk) in [(1, 10), (2, 90), (3, 50)] {
        put(&mut store, &call(id, 3600 + id, Outcome::Answered, 3, talk));
    }
    let longest = |store: &Store| ask(store, &week(), GroupBy::Day).total.longest_millis;
    assert_eq!(longest(&store), 90_000);
    put(&mut store, &call(2, 3602, Outcome::Answered, 3, 20));
    assert_eq!(longest(&store), 50_000, "a corrected length");
    put(&mut store, &call(3, 30 * 3600, Outcome::Answered, 3, 50));
    assert_eq!(
        ask(&store, &Scope::of(Span::of_hour(monday() + 1)), GroupBy::Day).total.longest_millis,
        20_000
    );
    store.conn.execute("DELETE FROM calls WHERE id = 3", []).unwrap();
    assert_eq!(longest(&store), 20_000, "a deleted call");
    let list = FigureList { scope: week(), what: What::Longest };
    let (calls, total) = store.reader().unwrap().figure_list(&list, 0, 10).unwrap();
    assert_eq!((calls.len(), calls[0].record.id, total), (1, CallId(2), 1));
}

#[test]
fn an_older_files_figures_are_made_piece_by_piece_while_calls_go_on() {
    let (_dir, mut store) = store();
    for id in 1..=60 {
        put(&mut store, &call(id, id * 1_800, Outcome::Answered, 4, 40));
    }
    let sum = ask(&store, &week(), GroupBy::Day).total;
    // As after the migration of a file of the version before.
    let (first, last) = (monday(), monday() + 31);
    store.conn.execute("DELETE FROM call_figures", []).unwrap();
    store
        .conn
        .execute("INSERT INTO call_figures_pending VALUES (1, ?1, ?2, ?2 - ?1)", [first, last])
        .unwrap();
    let mut pieces = 0;
    loop {
        pieces += 1;
        // A call is corrected and one more comes while the rest is still to be made.
        put(&mut store, &call(5, 5 * 1_800, Outcome::Answered, 4, 41));
        put(&mut store, &call(100, 3 * 1_800, Outcome::Missed, 4, 0));
        match store.build_figures().unwrap().deed {
            Deed::FiguresBuilt(Some((left, whole))) => {
                assert!(left < whole);
                assert!(ask(&store, &week(), GroupBy::Day).pending.is_some(), "it is said");
            }
            Deed::FiguresBuilt(None) => break,
            other => unreachable!("{other:?}"),
        }
    }
    assert!(pieces > 3, "{pieces} pieces");
    let reader = store.reader().unwrap();
    assert_eq!((reader.wrong_figures().unwrap(), reader.figures_pending().unwrap()), (0, None));
    let now = ask(&store, &week(), GroupBy::Day).total;
    assert_eq!((now.calls, now.talk_millis), (sum.calls + 1, sum.talk_millis + 1_000));
    assert_eq!(store.build_figures().unwrap().deed, Deed::FiguresBuilt(None), "nothing is left");
}

#[test]
fn a_file_of_the_first_version_gets_its_figures() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../sql/01_first.sql")).unwrap();
    old.pragma_update(None, "application_id", crate::store::migrate::APPLICATION_ID).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    for id in 1..=40_i64 {
        old.execute(
            "INSERT INTO calls (id, line, direction, started_utc_millis, offset_minutes, rings, lasted_nanos, outcome, handled)
             VALUES (?1, 0, 'incoming', ?2, 480, 3, 9000000000, 'missed', 0)",
            [id, MONDAY + id * HOUR],
        )
        .unwrap();
    }
    old.close().unwrap();
    let (mut store, opened) = Store::open(&path, Stamp::default()).unwrap();
    assert_eq!(opened.migrated_from, Some(1));
    assert!(store.reader().unwrap().figures_pending().unwrap().is_some());
    while store.build_figures().unwrap().deed != Deed::FiguresBuilt(None) {}
    let total = ask(&store, &week(), GroupBy::Day).total;
    assert_eq!((total.missed, total.unreturned, total.missed_within[1]), (40, 40, 40));
    assert_eq!(store.reader().unwrap().wrong_figures().unwrap(), 0);
}

/// The roll-up as it was before agents: a column `seat` that nobody filled, and triggers that know it.
const BY_SEAT: &str = "
    ALTER TABLE calls ADD COLUMN seat TEXT NOT NULL DEFAULT 'seat';
    CREATE VIEW call_kinds AS SELECT id, seat, local_millis FROM calls;
    CREATE VIEW call_spans AS SELECT * FROM call_kinds;
    CREATE VIEW call_facts AS SELECT id, seat, 1 AS calls FROM call_spans;
    CREATE TABLE call_figures (seat TEXT PRIMARY KEY, calls INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TRIGGER figures_of_a_new_call AFTER INSERT ON calls BEGIN
        INSERT INTO call_figures SELECT seat, calls FROM call_facts WHERE id = NEW.id
        ON CONFLICT (seat) DO UPDATE SET calls = calls + 1;
    END;
    CREATE TRIGGER figures_before_a_deletion BEFORE DELETE ON calls BEGIN
        UPDATE call_figures SET calls = calls - 1 WHERE seat = OLD.seat;
    END;
    CREATE TABLE call_figures_pending (
        only INTEGER PRIMARY KEY CHECK (only = 1), from_hour INTEGER NOT NULL,
        until_hour INTEGER NOT NULL, whole INTEGER NOT NULL
    ) STRICT;
    INSERT INTO call_figures_pending VALUES (1, 2, 3, 4);";

#[test]
fn a_file_whose_figures_were_by_seat_gets_them_by_agent() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    for step in crate::store::migrate::STEPS.iter().take(9) {
        old.execute_batch(step).unwrap();
    }
    old.execute_batch(BY_SEAT).unwrap();
    old.pragma_update(None, "application_id", crate::store::migrate::APPLICATION_ID).unwrap();
    old.pragma_update(None, "user_version", 9).unwrap();
    old.execute("INSERT INTO agents VALUES (7, '小李')", []).unwrap();
    for id in 1..=20_i64 {
        old.execute(
            "INSERT INTO calls (id, line, direction, started_utc_millis, offset_minutes, rings,
                answered_after_nanos, lasted_nanos, outcome, handled, agent_id)
             VALUES (?1, 0, 'incoming', ?2, 480, 3, 1000000000, 9000000000, 'answered', 0, ?3)",
            rusqlite::params![id, MONDAY + id * HOUR, (id % 4 == 0).then_some(7)],
        )
        .unwrap();
    }
    old.close().unwrap();
    let (mut store, opened) = Store::open(&path, Stamp::default()).unwrap();
    assert_eq!(opened.migrated_from, Some(9));
    let seat = store.conn.prepare("SELECT seat FROM calls").map(drop);
    assert!(seat.is_err(), "one column says who took a call");
    while store.build_figures().unwrap().deed != Deed::FiguresBuilt(None) {}
    put(&mut store, &call(21, 3600, Outcome::Answered, 1, 1));
    store.conn.execute("DELETE FROM calls WHERE id = 20", []).unwrap();
    let rows = ask(&store, &week(), GroupBy::Agent).rows;
    let counts: Vec<_> = rows.iter().map(|(key, figures)| (key.clone(), figures.calls)).collect();
    let of = |name: &str, calls| (GroupKey::Agent(name.to_owned()), calls);
    assert_eq!(counts, [of("", 16), of("小李", 4)]);
    assert_eq!(store.reader().unwrap().wrong_figures().unwrap(), 0);
}

#[test]
fn figures_and_log_name_the_same_people_and_find_the_same_calls() {
    let (_dir, mut store) = store();
    for id in 1..=30 {
        put(&mut store, &call(id, id * 600, Outcome::Answered, 4, 40));
        settle(&mut store, id, ["", "小李", "Anna"][usize::try_from(id % 3).unwrap()]).unwrap();
    }
    // A call is passed on: it counts for whoever has it now.
    settle(&mut store, 1, "Anna").unwrap();
    let reader = store.reader().unwrap();
    let WorkAnswer::Seats(in_log, _) = reader.worklist(&WorkQuestion::Seats).unwrap() else {
        panic!("not the names")
    };
    let answer = ask(&store, &week(), GroupBy::Agent);
    assert_eq!(answer.agents, ["", "Anna", "小李"], "nobody named comes first");
    assert_eq!(answer.agents[1..], in_log);
    for name in &in_log {
        let question = LogQuestion { agent: name.clone(), ..LogQuestion::default() };
        let log = reader.log(&question, 0, 100).unwrap();
        let list = FigureList {
            scope: week().narrowed(&GroupKey::Agent(name.clone())),
            what: What::Answered,
        };
        let (calls, total) = reader.figure_list(&list, 0, 100).unwrap();
        let ids = |calls: &[CallSummary]| {
            let mut ids: Vec<CallId> = calls.iter().map(|call| call.record.id).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!((ids(&calls), total), (ids(&log.rows), log.total), "{name}");
        assert_eq!(ask(&store, &list.scope, GroupBy::Day).total.answered, u64::from(total));
    }
    let stranger = Scope { agent: Some("nobody of us".into()), ..week() };
    assert_eq!(ask(&store, &stranger, GroupBy::Day).total, Figures::default());
    assert_eq!(reader.wrong_figures().unwrap(), 0);
}

#[test]
fn figures_that_were_tampered_with_are_found_and_made_again() {
    let (_dir, mut store) = store();
    for id in 1..=20 {
        put(&mut store, &call(id, id * 1_800, Outcome::Answered, 4, 40));
    }
    store.conn.execute("UPDATE call_figures SET missed = 3 WHERE local_hour % 5 = 0", []).unwrap();
    assert!(store.reader().unwrap().wrong_figures().unwrap() > 0);
    store.rebuild_figures(&act()).unwrap();
    assert_eq!(store.reader().unwrap().wrong_figures().unwrap(), 0);
}

#[test]
fn top_callers_are_customers_where_known_and_numbers_else() {
    let (_dir, mut store) = store();
    let card = Customer { name: "王伟".into(), ..Customer::default() };
    store.save_customer(&act(), &card, None).unwrap();
    let numbers = ["13812345678", "+86 138 1234 5678", "010-62345678", "13812345678", ""];
    for (id, number) in (1..).zip(numbers) {
        let mut record = call(id, id * 60, Outcome::Answered, 1, 10);
        record.number = Some(PhoneNumber::new(number)).filter(|n| !n.as_str().is_empty());
        record.customer = (id == 3).then_some(CustomerId(1));
        put(&mut store, &record);
    }
    let mut missed = call(9, 600, Outcome::Missed, 1, 0);
    (missed.customer, missed.number) = (Some(CustomerId(1)), None);
    put(&mut store, &missed);
    let top = store.reader().unwrap().top_callers(&week(), 5).unwrap();
    let told: Vec<_> = top
        .callers
        .iter()
        .map(|c| (c.name.as_str(), c.number.as_str(), c.incoming, c.missed, c.talk_millis))
        .collect();
    assert_eq!(told, [("", "13812345678", 3, 0, 30_000), ("王伟", "010-62345678", 2, 1, 10_000)]);
    assert_eq!(top.only_newest, None);
}

#[test]
fn an_export_is_journalled_beside_the_running_program() {
    let (dir, store) = store();
    let path = dir.path().join("a.db");
    let note = ExportNote { what: "calls".into(), path: "/x/a.csv".into(), rows: 3 };
    super::journal_export(&path, &Act::person("seat", Stamp::default()), &note).unwrap();
    let row: (String, String, String) = store
        .conn
        .query_row(
            "SELECT who, subject, after FROM journal WHERE operation = 'export'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!((row.0.as_str(), row.1.as_str()), ("seat", "/x/a.csv"));
    assert!(row.2.contains("\"rows\":3"));
    assert!(super::journal_export(&dir.path().join("none.db"), &act(), &note).is_err());
}

#[test]
fn a_list_read_for_a_file_is_the_whole_list_in_its_order() {
    let (_dir, mut store) = store();
    for id in 1..=25 {
        // Five calls of the same moment.
        put(&mut store, &call(id, (id / 5) * 60, Outcome::Answered, 1, 10));
    }
    let reader = store.reader().unwrap();
    let list = FigureList { scope: week(), what: What::Answered };
    let whole: Vec<CallId> =
        reader.figure_list(&list, 0, 100).unwrap().0.iter().map(|c| c.record.id).collect();
    let (mut read, mut mark) = (Vec::new(), None);
    loop {
        let (calls, last) = reader.figure_calls_after(&list, mark, 4).unwrap();
        read.extend(calls.iter().map(|call| call.record.id));
        if last.is_none() {
            break;
        }
        mark = last;
    }
    assert_eq!(read, whole);
    assert_eq!(whole.len(), 25);
    let pages: BTreeMap<u32, usize> =
        [0, 20, 40].map(|at| (at, reader.figure_list(&list, at, 20).unwrap().0.len())).into();
    assert_eq!(pages.into_values().collect::<Vec<_>>(), [20, 5, 0]);
}
