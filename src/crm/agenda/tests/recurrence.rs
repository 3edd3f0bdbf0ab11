//! The examples of RFC 5545 §3.8.5.3 (all but those by hour, week number and day of the year), and what must always hold.

use crate::crm::agenda::recurrence::{End, Frequency, Rule};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

/// Most examples of the standard begin here, a Tuesday.
const START: Date = date(1997, 9, 2);

fn days(rule: &str, start: Date, most: usize) -> String {
    let rule = Rule::parse(rule).unwrap();
    let said = |day: Date| {
        if day.year() == 1997 {
            format!("{}/{}", day.month(), day.day())
        } else {
            format!("{}/{}/{}", day.year(), day.month(), day.day())
        }
    };
    rule.days_from(start).take(most).map(said).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_examples_by_day_and_week() {
    for (rule, expected) in [
        ("FREQ=DAILY;COUNT=10", "9/2 9/3 9/4 9/5 9/6 9/7 9/8 9/9 9/10 9/11"),
        ("FREQ=DAILY;INTERVAL=2", "9/2 9/4 9/6 9/8 9/10 9/12 9/14 9/16 9/18 9/20"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "9/2 9/12 9/22 10/2 10/12"),
        ("FREQ=WEEKLY;COUNT=10", "9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4"),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            "9/2 9/16 9/30 10/14 10/28 11/11 11/25 12/9 12/23 1998/1/6",
        ),
        (
            "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            "9/2 9/4 9/9 9/11 9/16 9/18 9/23 9/25 9/30 10/2",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "9/2 9/4 9/16 9/18 9/30 10/2 10/14 10/16",
        ),
    ] {
        // The standard's UNTIL is a moment on the last day in UTC: the day before in New York.
        let expected = expected.to_owned();
        let found = days(rule, START, 10);
        assert_eq!(found, expected, "{rule}");
    }
    let until = "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971223;WKST=SU;BYDAY=MO,WE,FR";
    assert_eq!(
        days(until, date(1997, 9, 1), 99),
        "9/1 9/3 9/5 9/15 9/17 9/19 9/29 10/1 10/3 10/13 10/15 10/17 10/27 10/29 10/31 11/10 11/12 11/14 11/24 \
         11/26 11/28 12/8 12/10 12/12 12/22"
    );
    let daily = Rule::parse("FREQ=DAILY;UNTIL=19971223").unwrap();
    assert_eq!(daily.days_from(START).count(), 113, "September 2 to December 23");
    let january = "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1";
    let yearly = "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA";
    let all: Vec<Date> = Rule::parse(january).unwrap().days_from(date(1998, 1, 1)).collect();
    assert_eq!(all.len(), 93);
    let same: Vec<Date> = Rule::parse(yearly).unwrap().days_from(date(1998, 1, 1)).collect();
    assert_eq!(all, same);
    // Where the week begins matters.
    let start = date(1997, 8, 5);
    assert_eq!(
        days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", start, 9),
        "8/5 8/10 8/19 8/24"
    );
    assert_eq!(
        days("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", start, 9),
        "8/5 8/17 8/19 8/31"
    );
}

#[test]
fn the_examples_by_month() {
    let friday = date(1997, 9, 5);
    for (rule, start, expected) in [
        (
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            friday,
            "9/5 10/3 11/7 12/5 1998/1/2 1998/2/6 1998/3/6 1998/4/3 1998/5/1 1998/6/5",
        ),
        ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", friday, "9/5 10/3 11/7 12/5"),
        (
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            date(1997, 9, 7),
            "9/7 9/28 11/2 11/30 1998/1/4 1998/1/25 1998/3/1 1998/3/29 1998/5/3 1998/5/31",
        ),
        (
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            date(1997, 9, 22),
            "9/22 10/20 11/17 12/22 1998/1/19 1998/2/16",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-3",
            date(1997, 9, 28),
            "9/28 10/29 11/28 12/29 1998/1/29 1998/2/26",
        ),
        ("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", START, "9/2 9/15 10/2 10/15 11/2 11/15"),
        (
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            date(1997, 9, 30),
            "9/30 10/1 10/31 11/1 11/30 12/1",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            date(1997, 9, 10),
            "9/10 9/11 9/12 9/13 9/14 9/15",
        ),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", START, "9/2 9/9 9/16 9/23 9/30 11/4"),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            START,
            "1998/2/13 1998/3/13 1998/11/13 1999/8/13 2000/10/13 2001/4/13",
        ),
        (
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            date(1997, 9, 13),
            "9/13 10/11 11/8 12/13 1998/1/10 1998/2/7",
        ),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", date(1997, 9, 4), "9/4 10/7 11/6"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            date(1997, 9, 29),
            "9/29 10/30 11/27 12/30 1998/1/29 1998/2/26",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            date(2007, 1, 15),
            "2007/1/15 2007/1/30 2007/2/15 2007/3/15 2007/3/30",
        ),
        ("FREQ=MONTHLY;BYDAY=3TU", START, "9/16 10/21 11/18 12/16 1998/1/20 1998/2/17"),
    ] {
        let most = expected.split(' ').count().max(6);
        let found = days(rule, start, most);
        let found =
            found.split(' ').take(expected.split(' ').count()).collect::<Vec<_>>().join(" ");
        assert_eq!(found, expected, "{rule}");
    }
}

#[test]
fn the_examples_by_year() {
    for (rule, start, expected) in [
        (
            "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            date(1997, 6, 10),
            "6/10 7/10 1998/6/10 1998/7/10 1999/6/10 1999/7/10 2000/6/10 2000/7/10 2001/6/10 2001/7/10",
        ),
        (
            "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            date(1997, 3, 10),
            "3/10 1999/1/10 1999/2/10 1999/3/10 2001/1/10 2001/2/10 2001/3/10 2003/1/10 2003/2/10 2003/3/10",
        ),
        ("FREQ=YEARLY;BYDAY=20MO", date(1997, 5, 19), "5/19 1998/5/18 1999/5/17"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", date(1997, 3, 13), "3/13 3/20 3/27 1998/3/5 1998/3/12"),
        ("FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", date(1997, 6, 5), "6/5 6/12 6/19 6/26 7/3"),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            date(1996, 11, 5),
            "1996/11/5 2000/11/7 2004/11/2",
        ),
    ] {
        assert_eq!(days(rule, start, expected.split(' ').count()), expected, "{rule}");
    }
}

#[test]
fn a_rule_that_never_happens_ends_and_rubbish_is_no_rule() {
    for never in [
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=DAILY;UNTIL=19970101",
    ] {
        let rule = Rule::parse(never).unwrap();
        assert_eq!(rule.days_from(START).next(), None, "{never}");
        assert_eq!(rule.next_after(START, START), None, "{never}");
    }
    let leap = Rule::each(Frequency::Yearly);
    assert_eq!(leap.days_from(date(2024, 2, 29)).nth(1), Some(date(2028, 2, 29)));
    for rubbish in [
        "",
        "FREQ=HOURLY",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=0MO",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ",
        "FREQ=DAILY;X=1",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=DAILY;UNTIL=日历日历",
    ] {
        assert!(Rule::parse(rubbish).is_err(), "{rubbish}");
    }
    let last = date(9999, 12, 31);
    assert_eq!(Rule::each(Frequency::Daily).next_after(last, last), None, "the calendar ends");
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let frequency = prop_oneof![
        Just(Frequency::Daily),
        Just(Frequency::Weekly),
        Just(Frequency::Monthly),
        Just(Frequency::Yearly)
    ];
    let day = (-5_i8..=5, 0_usize..7).prop_map(|(nth, day)| {
        (nth, Weekday::Monday.cycle_forward().nth(day).unwrap_or(Weekday::Monday))
    });
    let end = prop_oneof![
        Just(End::Never),
        (1_u32..40).prop_map(End::Count),
        (0_i64..4_000).prop_map(|n| End::Until(START.checked_add(n.days()).unwrap()))
    ];
    (
        frequency,
        1_u16..40,
        proptest::collection::vec(1_i8..=12, 0..3),
        proptest::collection::vec(prop_oneof![1_i8..=31, -31_i8..=-1], 0..3),
        proptest::collection::vec(day, 0..3),
        end,
    )
        .prop_map(|(frequency, interval, months, month_days, days, end)| Rule {
            interval,
            months,
            month_days,
            days,
            end,
            ..Rule::each(frequency)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn days_rise_the_count_is_kept_and_next_is_the_one_after(rule in any_rule(), gone in 0_usize..30) {
        let days: Vec<Date> = rule.days_from(START).take(60).collect();
        prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(days.iter().all(|day| *day >= START));
        match rule.end {
            End::Count(count) => prop_assert!(days.len() <= count as usize),
            End::Until(last) => prop_assert!(days.iter().all(|day| *day <= last)),
            End::Never => {}
        }
        if let Some(day) = days.get(gone) {
            let next = rule.next_after(START, *day);
            if let Some(after) = days.get(gone + 1) {
                prop_assert_eq!(next, Some(*after));
            } else if days.len() < 60 {
                prop_assert_eq!(next, None);
            }
        }
        let read = Rule::parse(&rule.to_string());
        prop_assert_eq!(read, Ok(rule));
    }
}
