//! The log as work: missed calls by caller, who dealt with them, outcomes, promises, filters, places in a long log.

use crate::people::{at, call, me, open, program, saved};
use ringdesk::base::ids::{CallId, CustomerId, LineId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{CallRecord, Direction, Outcome};
use ringdesk::call::worklist::log::{LogOrder, LogQuestion};
use ringdesk::call::worklist::promise::{PromiseDraft, PromiseId};
use ringdesk::call::worklist::task::{CallWork, DoneHow};
use ringdesk::call::worklist::{WorkAnswer, WorkOp, WorkQuestion};
use ringdesk::store::Store;
use ringdesk::store::operation::{Deed, Op};
use ringdesk::store::reader::{CallFilter, Reader};
use std::time::Duration;

fn missed(store: &mut Store, id: i64, number: &str) {
    let number_told = (!number.is_empty()).then(|| PhoneNumber::new(number));
    let record = CallRecord { outcome: Outcome::Missed, number: number_told, ..call(id, number) };
    store.open_call(&program(id), &call(id, number)).unwrap();
    store.close_call(&program(id), &record).unwrap();
}

fn talked(store: &mut Store, id: i64, number: &str, direction: Direction) {
    let outcome = match direction {
        Direction::Incoming => Outcome::Answered,
        _ => Outcome::Connected,
    };
    let answered_after = Some(Duration::from_secs(4));
    let lasted = Some(Duration::from_secs(64));
    let record = CallRecord { direction, outcome, answered_after, lasted, ..call(id, number) };
    store.close_call(&program(id), &record).unwrap();
    let agent = "Anna".to_owned();
    work(store, WorkOp::Settle { call: CallId(id), agent });
}

fn work(store: &mut Store, op: WorkOp) {
    let act = if op.by_person() { me(900) } else { program(900) };
    store.carry_out(&act, &Op::Work(op)).unwrap();
}

/// The worklist as `newest×count`.
fn waiting(reader: &Reader) -> String {
    let (rows, total) = reader.missed(0, 100).unwrap();
    assert_eq!(total as usize, rows.len());
    let row = |row: &ringdesk::call::worklist::task::Missed| {
        format!("{}×{}", row.newest.record.id, row.count)
    };
    rows.iter().map(row).collect::<Vec<_>>().join(" ")
}

#[test]
fn five_rings_of_one_caller_are_one_row_until_they_are_returned() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for (id, number) in [
        (1, "13812345678"),
        (2, "+86 138 1234 5678"),
        (3, ""),
        (4, "02155501234"),
        (5, "013812345678"),
        (6, ""),
    ] {
        missed(&mut store, id, number);
    }
    let reader = store.reader().unwrap();
    assert_eq!(waiting(&reader), "6×1 5×3 4×1 3×1", "a withheld number is a row of its own");
    assert_eq!(reader.missed_open().unwrap(), 6, "the badge counts calls");
    talked(&mut store, 7, "13812345678", Direction::Outgoing);
    assert_eq!(waiting(&reader), "6×1 4×1 3×1");
    let settled = reader.call(CallId(2)).unwrap().unwrap();
    let done = settled.work.done.unwrap();
    assert!(settled.record.handled);
    assert_eq!(
        (done.how, done.by_call, done.who.as_str()),
        (DoneHow::Returned, Some(CallId(7)), "Anna")
    );
    talked(&mut store, 8, "02155501234", Direction::Incoming);
    assert_eq!(waiting(&reader), "6×1 3×1");
    let done = reader.call(CallId(4)).unwrap().unwrap().work.done.unwrap();
    assert_eq!((done.how, done.by_call), (DoneHow::Answered, Some(CallId(8))));
    assert_eq!(reader.call(CallId(8)).unwrap().unwrap().work.agent, "Anna");
    missed(&mut store, 9, "13812345678");
    assert_eq!(waiting(&reader), "9×1 6×1 3×1", "what was settled does not come back");
}

#[test]
fn a_call_back_that_reaches_nobody_returns_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    missed(&mut store, 1, "13812345678");
    let busy = CallRecord {
        direction: Direction::Outgoing,
        outcome: Outcome::Busy,
        ..call(2, "13812345678")
    };
    store.close_call(&program(2), &busy).unwrap();
    work(&mut store, WorkOp::Settle { call: CallId(2), agent: String::new() });
    assert_eq!(waiting(&store.reader().unwrap()), "1×1");
}

#[test]
fn a_missed_call_older_than_anything_on_the_screen_is_returned_as_well() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    missed(&mut store, 1, "13812345678");
    let others = (2..=3_000).map(|id| {
        let lasted = Some(Duration::from_secs(9));
        let record = CallRecord { outcome: Outcome::Answered, lasted, ..call(id, "02155501234") };
        (record, CallWork::default())
    });
    store.import_calls(&program(0), others).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(waiting(&reader), "1×1");
    talked(&mut store, 3_001, "13812345678", Direction::Outgoing);
    assert_eq!(waiting(&reader), "");
}

#[test]
fn a_dismissed_caller_comes_back_with_one_undo_and_a_ticked_call_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for id in 1..=3 {
        missed(&mut store, id, "110");
    }
    let reader = store.reader().unwrap();
    work(&mut store, WorkOp::Dismiss(CallId(3)));
    assert_eq!((waiting(&reader).as_str(), reader.missed_open().unwrap()), ("", 0));
    let done = reader.call(CallId(1)).unwrap().unwrap().work.done.unwrap();
    assert_eq!((done.how, done.who.as_str()), (DoneHow::Dismissed, "老板"));
    store.undo(&me(901)).unwrap();
    assert_eq!(waiting(&reader), "3×3");
    assert_eq!(reader.call(CallId(1)).unwrap().unwrap().work.done, None);
    store.mark_handled(&me(902), CallId(2), true).unwrap();
    assert_eq!(waiting(&reader), "3×2");
    store.mark_handled(&me(903), CallId(2), false).unwrap();
    assert_eq!(waiting(&reader), "3×3");
    store.undo(&me(904)).unwrap();
    assert_eq!(waiting(&reader), "3×2", "ticked off again");
    assert!(reader.call(CallId(2)).unwrap().unwrap().work.done.is_some());
}

#[test]
fn what_came_of_a_call_is_kept_found_and_undone() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    talked(&mut store, 1, "13812345678", Direction::Incoming);
    talked(&mut store, 2, "13812345678", Direction::Incoming);
    let reader = store.reader().unwrap();
    let word = |id| reader.call(CallId(id)).unwrap().unwrap().work.result;
    work(&mut store, WorkOp::SetResult(CallId(1), " 已下单 ".into()));
    assert_eq!(word(1), "已下单");
    let wanted = LogQuestion { result: "已下单".into(), ..LogQuestion::default() };
    let found = reader.log(&wanted, 0, 10).unwrap();
    assert_eq!((found.total, found.more, found.rows[0].record.id), (1, false, CallId(1)));
    work(&mut store, WorkOp::SetResult(CallId(1), "打错了".into()));
    store.undo(&me(901)).unwrap();
    assert_eq!(word(1), "已下单");
    store.undo(&me(902)).unwrap();
    assert_eq!(word(1), "");
    work(&mut store, WorkOp::SetResult(CallId(2), "字".repeat(500)));
    assert_eq!(word(2).chars().count(), 40, "a word, not a novel");
    assert!(store.carry_out(&me(1), &Op::Work(WorkOp::SetResult(CallId(99), "x".into()))).is_err());
}

#[test]
fn promises_come_soonest_first_and_every_change_can_be_undone() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    saved(&mut store, "王伟", &["13812345678"]);
    talked(&mut store, 1, "13812345678", Direction::Incoming);
    store.assign_customer(&me(3), CallId(1), Some(CustomerId(1))).unwrap();
    let promise = |due: i64, text: &str| PromiseDraft {
        id: None,
        call: Some(CallId(1)),
        text: text.to_owned(),
        due_utc_millis: at(due).utc_millis,
        offset_minutes: 480,
    };
    work(&mut store, WorkOp::SavePromise(promise(500, "  报价 ")));
    work(&mut store, WorkOp::SavePromise(promise(100, "送水")));
    let reader = store.reader().unwrap();
    let open = || {
        let promises = reader.recent(1).unwrap().promises;
        promises.iter().map(|p| p.text.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(open(), "送水 报价");
    let first = reader.recent(1).unwrap().promises.remove(0);
    assert_eq!(
        (first.party.as_str(), first.customer, first.who.as_str()),
        ("王伟", Some(CustomerId(1)), "老板")
    );
    work(&mut store, WorkOp::Snooze(PromiseId(2), at(900).utc_millis));
    assert_eq!(open(), "报价 送水");
    work(&mut store, WorkOp::PromiseDone(PromiseId(1), true));
    assert_eq!(open(), "送水");
    let kept = |who: i64| match reader.worklist(&WorkQuestion::Kept(CustomerId(who))).unwrap() {
        WorkAnswer::Kept(promises) => promises.into_iter().map(|p| p.text).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kept(1), ["报价"], "what was kept is not forgotten");
    assert!(kept(2).is_empty());
    store.undo(&me(901)).unwrap();
    assert!(kept(1).is_empty());
    store.undo(&me(902)).unwrap();
    assert_eq!(open(), "送水 报价");
    let changed = PromiseDraft { id: Some(PromiseId(2)), ..promise(100, "送两桶水") };
    work(&mut store, WorkOp::SavePromise(changed));
    assert_eq!(open(), "送两桶水 报价");
    for _ in 0..3 {
        store.undo(&me(903)).unwrap();
    }
    assert_eq!(open(), "", "the first two were made by two operations");
    let nothing = Op::Work(WorkOp::SavePromise(promise(1, " ")));
    assert!(store.carry_out(&me(1), &nothing).is_err());
    let gone = Op::Work(WorkOp::PromiseDone(PromiseId(77), true));
    assert!(store.carry_out(&me(1), &gone).is_err());
}

/// 3,000 calls: every third missed, every tenth with a note, three lines, two agents; call n begins n minutes after zero.
fn long_log(store: &mut Store) {
    let calls = (1..=3_000_i64).map(|id| {
        let is_missed = id % 3 == 0;
        let outcome = if is_missed { Outcome::Missed } else { Outcome::Answered };
        let talk = (!is_missed).then(|| Duration::from_secs(4));
        let record = CallRecord {
            outcome,
            answered_after: talk,
            lasted: Some(Duration::from_secs(10 + u64::try_from(id % 97).unwrap())),
            line: LineId(u16::try_from(id % 3).unwrap()),
            note: if id % 10 == 0 { format!("第{id}次送水") } else { String::new() },
            ..call(id, &format!("1381234{id:04}"))
        };
        let agent = if id % 2 == 0 { "Anna" } else { "小王" };
        (record, CallWork { agent: agent.to_owned(), ..CallWork::default() })
    });
    store.import_calls(&program(0), calls).unwrap();
}

fn ids(reader: &Reader, question: &LogQuestion, offset: u32, limit: u32) -> Vec<i64> {
    let page = reader.log(question, offset, limit).unwrap();
    page.rows.iter().map(|call| call.record.id.0).collect()
}

#[test]
fn any_place_of_a_long_log_is_found_from_both_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    long_log(&mut store);
    let reader = store.reader().unwrap();
    let mut question = LogQuestion::default();
    for offset in [0, 1, 951, 952, 953, 1_024, 1_976, 2_048, 2_990, 2_999] {
        let first = 3_000 - i64::from(offset);
        assert_eq!(ids(&reader, &question, offset, 3)[0], first, "place {offset}");
    }
    assert_eq!(ids(&reader, &question, 3_000, 3), [] as [i64; 0]);
    question.order = LogOrder::Oldest;
    assert_eq!(ids(&reader, &question, 0, 3), [1, 2, 3]);
    assert_eq!(ids(&reader, &question, 2_998, 3), [2_999, 3_000]);
    let missed = LogQuestion { filter: CallFilter::Missed, ..LogQuestion::default() };
    assert_eq!(ids(&reader, &missed, 500, 2), [1_500, 1_497]);
    let page = reader.log(&missed, 990, 100).unwrap();
    assert_eq!((page.rows.len(), page.total, page.more), (10, 1_000, false));
}

#[test]
fn filters_narrow_and_go_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    long_log(&mut store);
    let reader = store.reader().unwrap();
    let wide = LogQuestion::default;
    let noted = LogQuestion { noted: true, ..wide() };
    assert_eq!(ids(&reader, &noted, 0, 2), [3_000, 2_990]);
    let line = LogQuestion { line: Some(LineId(1)), noted: true, ..wide() };
    assert_eq!(ids(&reader, &line, 0, 2), [2_980, 2_950]);
    let agent = LogQuestion { agent: "小王".into(), filter: CallFilter::Missed, ..wide() };
    assert_eq!(ids(&reader, &agent, 0, 2), [2_997, 2_991]);
    let nobody = LogQuestion { agent: "nobody".into(), ..wide() };
    assert_eq!(ids(&reader, &nobody, 0, 2), [] as [i64; 0]);
    let blocked = LogQuestion { outcome: "blocked".into(), ..wide() };
    assert_eq!(ids(&reader, &blocked, 0, 2), [] as [i64; 0]);
    let span = LogQuestion {
        from_utc_millis: Some(at(60 * 100).utc_millis),
        until_utc_millis: Some(at(60 * 103).utc_millis),
        ..wide()
    };
    assert_eq!(ids(&reader, &span, 0, 10), [102, 101, 100]);
    let both = LogQuestion { text: "送水".into(), outcome: "missed".into(), ..span.clone() };
    assert_eq!(ids(&reader, &both, 0, 10), [] as [i64; 0]);
    let words = LogQuestion { text: "送水".into(), ..wide() };
    assert_eq!(ids(&reader, &words, 298, 10), [20, 10], "the last of three hundred");
    let longest = LogQuestion { order: LogOrder::Longest, ..wide() };
    let first = reader.log(&longest, 0, 1).unwrap().rows.remove(0).record;
    assert_eq!(first.lasted, Some(Duration::from_secs(106)));
    let longest = LogQuestion { order: LogOrder::Longest, ..span };
    assert_eq!(ids(&reader, &longest, 0, 10), [101, 100, 102], "without talk last");
}

#[test]
fn a_clock_that_was_set_back_hides_no_call() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    talked(&mut store, 1, "13812345678", Direction::Incoming);
    talked(&mut store, 2, "13812345678", Direction::Incoming);
    let early = CallRecord {
        outcome: Outcome::Answered,
        started_utc_millis: at(-7_200).utc_millis,
        ..call(3, "13812345678")
    };
    store.close_call(&program(3), &early).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(ids(&reader, &LogQuestion::default(), 0, 10), [3, 2, 1], "as they happened");
    let from_utc_millis = Some(at(-8_000).utc_millis);
    let question = LogQuestion { from_utc_millis, ..LogQuestion::default() };
    assert_eq!(ids(&reader, &question, 0, 10), [3, 2, 1]);
    let from_utc_millis = Some(at(0).utc_millis);
    let question = LogQuestion { from_utc_millis, ..LogQuestion::default() };
    assert_eq!(ids(&reader, &question, 0, 10), [2, 1]);
}

#[test]
fn two_calls_that_wait_have_notes_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.open_call(&program(1), &call(1, "13812345678")).unwrap();
    store.open_call(&program(1), &call(2, "02155501234")).unwrap();
    store.save_call_note(&me(2), CallId(1), "first").unwrap();
    store.save_call_note(&me(2), CallId(2), "second").unwrap();
    for (id, number) in [(1, "13812345678"), (2, "02155501234")] {
        let record = CallRecord { outcome: Outcome::Missed, ..call(id, number) };
        store.close_call(&program(3), &record).unwrap();
    }
    let (rows, _) = store.reader().unwrap().missed(0, 10).unwrap();
    let notes: Vec<_> = rows.iter().map(|row| row.newest.record.note.as_str()).collect();
    assert_eq!(notes, ["second", "first"]);
}

#[test]
fn a_file_of_the_first_version_is_read_counted_and_worked_with() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ringdesk.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../src/store/sql/01_first.sql")).unwrap();
    old.execute_batch(
        r#"PRAGMA application_id = 0x52494e47; PRAGMA user_version = 1;
        INSERT INTO calls VALUES
            (1, 0, 'incoming', '013812345678', '{"standard":"bell202","format":"mdmf","number":"013812345678","absence":null,"name":[],"time":null,"checksum_ok":true}',
             1795420800000, 480, 2, NULL, NULL, 9000000000, 'missed', NULL, 0, 0),
            (2, 0, 'incoming', '+8613812345678', NULL, 1795420900000, 480, 2, NULL, NULL, 9000000000, 'missed', NULL, 0, 0),
            (3, 0, 'incoming', NULL, NULL, 1795421000000, 480, 1, NULL, NULL, 9000000000, 'missed', NULL, 0, 0);
        INSERT INTO call_timelines VALUES
            (1, '[{"at":{"secs":0,"nanos":0},"what":{"ring":1},"origin":"box","evidence":{}},{"at":{"secs":9,"nanos":0},"what":{"ended":"missed"},"origin":null}]');
        INSERT INTO call_notes VALUES (1, '问路的');"#,
    )
    .unwrap();
    drop(old);
    let mut store = open(dir.path());
    let reader = store.reader().unwrap();
    assert_eq!(waiting(&reader), "3×1 2×2");
    let first = reader.call(CallId(1)).unwrap().unwrap().record;
    assert_eq!(first.timeline.len(), 2);
    assert_eq!(first.caller_id.unwrap().number.as_deref(), Some("013812345678"));
    assert_eq!(
        ids(&reader, &LogQuestion { text: "问路".into(), ..LogQuestion::default() }, 0, 9),
        [1]
    );
    assert_eq!(reader.log(&LogQuestion::default(), 0, 2).unwrap().total, 3);
    talked(&mut store, 4, "13812345678", Direction::Outgoing);
    assert_eq!(waiting(&reader), "3×1");
    let receipt = store.undo(&me(1)).unwrap();
    assert_eq!(receipt.deed, Deed::NothingToUndo, "the program's own doing");
}
