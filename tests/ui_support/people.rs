//! The sample office: its customers and an afternoon's calls. Names and numbers are invented.

use super::NOW;
use ringdesk::base::ids::{CallId, ContactNumberId, CustomerId, LineId, RecordingId};
use ringdesk::base::number::PhoneNumber;
use ringdesk::call::record::{
    AnswerEvidence, CallRecord, CallSummary, Direction, Happening, Outcome, Recording,
    RecordingState, TimelineEntry,
};
use ringdesk::call::worklist::task::CallWork;
use ringdesk::crm::customer::{Candidate, ContactNumber, Customer, CustomerSummary, MatchQuality};
use ringdesk::engine::settings::Language;
use std::time::Duration;

type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const CHINESE: [Row; 8] = [
    ("王伟", "伟业五金", "VIP", "13812345678", "朝阳区建国路 18 号", "周三下午送货，带发票"),
    ("李娜", "", "老客户", "13911112222", "海淀区中关村大街 5 号", "喜欢上午联系"),
    ("张敏", "鲜果园", "批发", "01062345678", "丰台区新发地 B12", "月结，每月 25 日对账"),
    ("陈建国", "建国装饰", "普通", "13700001111", "通州区运河东街", "报价已发，等回复"),
    ("刘洋", "", "普通", "18600002222", "", ""),
    ("赵雪", "雪儿花店", "VIP", "02155501234", "静安区南京西路 88 号", "节前多备一批玫瑰"),
    ("孙浩", "浩宇物流", "同行", "15900003333", "", "司机电话另存"),
    ("周婷", "", "老客户", "13600004444", "东城区东四十条", ""),
];

const ENGLISH: [Row; 8] = [
    (
        "Wang Wei",
        "Weiye Hardware",
        "VIP",
        "13812345678",
        "18 Jianguo Road",
        "Deliver on Wednesday, bring the invoice",
    ),
    ("Anna Lindt", "", "Regular", "13911112222", "5 College Street", "Prefers mornings"),
    (
        "Min Zhang",
        "Fresh Fruit Ltd",
        "Wholesale",
        "01062345678",
        "Market hall B12",
        "Monthly account, settled on the 25th",
    ),
    (
        "Paul Weber",
        "Weber Interiors",
        "Ordinary",
        "13700001111",
        "Canal East Street",
        "Quote sent, waiting",
    ),
    ("Liu Yang", "", "Ordinary", "18600002222", "", ""),
    (
        "Rose Hart",
        "Hart Florist",
        "VIP",
        "02155501234",
        "88 West Road",
        "More roses before the holiday",
    ),
    ("Sun Hao", "Haoyu Transport", "Trade", "15900003333", "", "Drivers' numbers are kept apart"),
    ("Tina Zhou", "", "Regular", "13600004444", "10 East Street", ""),
];

fn rows(language: Language) -> &'static [Row; 8] {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// The name of a customer of the sample office.
pub fn name(language: Language, index: usize) -> String {
    rows(language)[index].0.to_owned()
}

/// The customers.
pub fn customers(language: Language) -> Vec<Customer> {
    let label = if language == Language::Chinese { "手机" } else { "mobile" };
    let card = |(index, row): (usize, &Row)| {
        let id = i64::try_from(index).unwrap_or(0) + 1;
        let number = ContactNumber {
            id: Some(ContactNumberId(id)),
            number: PhoneNumber::new(row.3),
            label: label.to_owned(),
            ..ContactNumber::default()
        };
        Customer {
            id: Some(CustomerId(id)),
            name: row.0.to_owned(),
            company: row.1.to_owned(),
            class: row.2.to_owned(),
            address: row.4.to_owned(),
            notes: row.5.to_owned(),
            numbers: vec![number],
            ..Customer::default()
        }
    };
    rows(language).iter().enumerate().map(card).collect()
}

/// A customer as the incoming card shows it.
pub fn candidate(language: Language, index: usize) -> Candidate {
    let customer = customers(language).swap_remove(index);
    Candidate {
        last_note: customer.notes.clone(),
        customer,
        quality: if index == 2 { MatchQuality::AreaMissing } else { MatchQuality::Exact },
        last_contact_utc_millis: Some(NOW.utc_millis - 22 * 3_600_000),
        calls: 14,
    }
}

/// A customer in a list.
pub fn summary(customer: &Customer) -> CustomerSummary {
    CustomerSummary {
        id: customer.id.unwrap_or_default(),
        name: customer.name.clone(),
        company: customer.company.clone(),
        class: customer.class.clone(),
        number: customer.numbers.first().map(|n| n.number.clone()).unwrap_or_default(),
        last_contact_utc_millis: customer
            .id
            .filter(|id| id.0 % 3 != 2)
            .map(|id| NOW.utc_millis - id.0 * 7 * 3_600_000),
    }
}

/// Minutes ago, direction, outcome, customer, number, seconds talked, rings, note.
type Past = (i64, Direction, Outcome, Option<usize>, &'static str, u64, u32, [&'static str; 2]);

const PAST: [Past; 12] = {
    use Direction::{Incoming, Outgoing, Unknown};
    use Outcome::{Answered, Busy, Connected, Interrupted, Missed, NoAnswer};
    [
        (
            14,
            Incoming,
            Answered,
            Some(0),
            "13812345678",
            204,
            2,
            ["订两箱，周三送", "Two boxes, deliver on Wednesday"],
        ),
        (31, Incoming, Missed, Some(2), "01062345678", 0, 6, ["", ""]),
        (47, Outgoing, Connected, Some(1), "13911112222", 66, 0, ["确认地址", "Address confirmed"]),
        (65, Incoming, Missed, None, "075588880000", 0, 3, ["", ""]),
        (90, Outgoing, NoAnswer, Some(3), "13700001111", 0, 0, ["明早再打", "Try again tomorrow"]),
        (
            148,
            Incoming,
            Answered,
            Some(5),
            "02155501234",
            431,
            1,
            ["玫瑰 200 支，12 月 1 日前", "200 roses before 1 December"],
        ),
        (200, Incoming, Answered, None, "", 38, 2, ["", ""]),
        (255, Outgoing, Busy, Some(6), "15900003333", 0, 0, ["", ""]),
        (300, Unknown, Interrupted, None, "", 12, 0, ["", ""]),
        (1300, Incoming, Answered, Some(0), "13812345678", 75, 2, ["问报价", "Asked for a quote"]),
        (1440, Incoming, Missed, Some(4), "18600002222", 0, 4, ["", ""]),
        (4600, Outgoing, Connected, Some(7), "13600004444", 187, 0, ["", ""]),
    ]
};

/// The afternoon's calls, newest first.
pub fn log(language: Language) -> Vec<CallSummary> {
    PAST.iter().enumerate().map(|(index, past)| one(language, index, past)).collect()
}

fn one(language: Language, index: usize, past: &Past) -> CallSummary {
    let (ago, direction, outcome, who, number, talked, rings, note) = *past;
    let id = CallId(i64::try_from(index).unwrap_or(0) + 1);
    let incoming = direction == Direction::Incoming;
    let ring_time = Duration::from_secs(if incoming { u64::from(rings) * 5 } else { 8 });
    let answered = (talked > 0).then_some(ring_time);
    let customer = who.map(|who| customers(language).swap_remove(who));
    let note = note[usize::from(language == Language::English)];
    let record = CallRecord {
        id,
        line: LineId(0),
        direction,
        number: Some(PhoneNumber::new(number)).filter(|n| !n.as_str().is_empty()),
        caller_id: None,
        started_utc_millis: NOW.utc_millis - ago * 60_000,
        offset_minutes: NOW.offset_minutes,
        rings,
        answered_after: answered,
        answered_by: answered.map(|_| AnswerEvidence::Hook),
        lasted: Some(ring_time + Duration::from_secs(talked)),
        outcome,
        customer: customer.as_ref().and_then(|customer| customer.id),
        note: note.to_owned(),
        handled: index == 10,
        treatment: None,
        timeline: Vec::new(),
    };
    let recording = Recording {
        id: RecordingId(id.0),
        call: id,
        path: format!("recordings/{id}.wav"),
        starts_at: ring_time,
        lasted: Duration::from_secs(talked),
        state: if index == 8 { RecordingState::Partial } else { RecordingState::Done },
    };
    CallSummary {
        record,
        party: customer.map(|customer| customer.name).unwrap_or_default(),
        recordings: if talked > 0 { vec![recording] } else { Vec::new() },
        work: CallWork::default(),
    }
}

/// A call with what happened in it, as the details show it.
pub fn with_timeline(mut call: CallSummary) -> CallSummary {
    let at = |millis: u64, what| TimelineEntry {
        at: Duration::from_millis(millis),
        what,
        origin: Some(ringdesk::base::signal::Origin::Dsp),
        evidence: ringdesk::base::evidence::Evidence::note("test"),
    };
    let mut entries: Vec<TimelineEntry> = (0..call.record.rings)
        .map(|ring| at(u64::from(ring) * 5_000, Happening::Ring(ring + 1)))
        .collect();
    if let (Some(after), Some(by)) = (call.record.answered_after, call.record.answered_by) {
        entries.push(TimelineEntry { at: after, ..at(0, Happening::OffHook) });
        entries.push(TimelineEntry { at: after, ..at(0, Happening::Answered(by)) });
    }
    let all = call.record.lasted.unwrap_or_default();
    entries.push(TimelineEntry { at: all, ..at(0, Happening::Ended(call.record.outcome)) });
    call.record.timeline = entries;
    call
}
