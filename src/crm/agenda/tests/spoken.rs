//! Lines as people type them in both languages, and what is understood of them on Friday 2026-11-27 at 10:00.

use crate::base::clock::Stamp;
use crate::crm::agenda::spoken::parse;
use proptest::prelude::*;
use std::time::Duration;

/// 2026-11-27 10:00 in Beijing, a Friday.
const NOW: Stamp =
    Stamp { mono: Duration::ZERO, utc_millis: 1_795_744_800_000, offset_minutes: 480 };

fn said(line: &str) -> String {
    let spoken = parse(line, NOW);
    let due = spoken.due.map_or_else(
        || "-".to_owned(),
        |due| match due.minute {
            Some(minute) => format!("{} {:02}:{:02}", due.day, minute / 60, minute % 60),
            None => due.day.to_string(),
        },
    );
    let rule = spoken.repeat.map(|rule| format!(" [{rule}]")).unwrap_or_default();
    let whom = spoken.whom.map(|whom| format!(" <{whom}>")).unwrap_or_default();
    format!("{due}{rule}{whom} {}", spoken.text)
}

#[test]
fn chinese_lines_are_understood() {
    for (line, expected) in [
        ("明天下午3点 给王伟回电", "2026-11-28 15:00 <王伟> 给王伟回电"),
        ("给王伟回电 明天下午三点半", "2026-11-28 15:30 <王伟> 给王伟回电"),
        ("后天 送两桶水", "2026-11-29 送两桶水"),
        ("今晚8点 盘点", "2026-11-27 20:00 盘点"),
        ("明早给李娜打电话", "2026-11-28 09:00 <李娜> 给李娜打电话"),
        ("下周三上午10点15分开会", "2026-12-02 10:15 开会"),
        ("周一交水费", "2026-11-30 交水费"),
        ("12月3日 联系张三", "2026-12-03 <张三> 联系张三"),
        ("3号付房租", "2026-12-03 付房租"),
        ("2027-01-05 年审", "2027-01-05 年审"),
        ("半小时后 关火", "2026-11-27 10:30 关火"),
        ("3天后复诊", "2026-11-30 复诊"),
        ("20分钟后打电话给陈静", "2026-11-27 10:20 <陈静> 打电话给陈静"),
        ("15:30 取货", "2026-11-27 15:30 取货"),
        ("9点 取货", "2026-11-28 09:00 取货"),
        ("每天 9点 开门检查", "2026-11-28 09:00 [FREQ=DAILY] 开门检查"),
        ("每周三 送水", "2026-12-02 [FREQ=WEEKLY;BYDAY=WE] 送水"),
        ("每月第三个周二 盘点", "2026-12-15 [FREQ=MONTHLY;BYDAY=3TU] 盘点"),
        ("每月15号 交房租", "2026-12-15 [FREQ=MONTHLY;BYMONTHDAY=15] 交房租"),
        ("每月最后一天 对账", "2026-11-30 [FREQ=MONTHLY;BYMONTHDAY=-1] 对账"),
        ("给王伟明天9点回电", "2026-11-28 09:00 <王伟> 给王伟回电"),
        ("买两桶水", "- 买两桶水"),
        ("２月３０日 开会", "- ２月３０日 开会"),
    ] {
        assert_eq!(said(line), expected, "{line}");
    }
}

#[test]
fn english_lines_are_understood() {
    for (line, expected) in [
        ("tomorrow 3pm call Wang", "2026-11-28 15:00 <Wang> call Wang"),
        ("call Wang tomorrow at 3:15 pm", "2026-11-28 15:15 <Wang> call Wang"),
        ("day after tomorrow order cups", "2026-11-29 order cups"),
        ("in 20 minutes turn off the oven", "2026-11-27 10:20 turn off the oven"),
        ("in half an hour ring Anna", "2026-11-27 10:30 <Anna> ring Anna"),
        ("in 3 days send the bill", "2026-11-30 send the bill"),
        ("monday 9:30 meeting with Chen", "2026-11-30 09:30 <Chen> meeting with Chen"),
        ("next friday pay rent", "2026-12-04 pay rent"),
        ("3 march renew the licence", "2027-03-03 renew the licence"),
        ("December 24th at noon close the shop", "2026-12-24 12:00 close the shop"),
        (
            "every third tuesday count the stock",
            "2026-12-15 [FREQ=MONTHLY;BYDAY=3TU] count the stock",
        ),
        (
            "every other friday clean the filter",
            "2026-11-27 [FREQ=WEEKLY;INTERVAL=2;BYDAY=FR] clean the filter",
        ),
        ("every day at 9 open", "2026-11-28 09:00 [FREQ=DAILY] open"),
        ("tonight call mother", "2026-11-27 19:00 <mother> call mother"),
        ("bring paper", "- bring paper"),
        ("30 feb call Wang", "- <Wang> 30 feb call Wang"),
        ("mondayish may2 order 12 cups", "- mondayish may2 order 12 cups"),
    ] {
        assert_eq!(said(line), expected, "{line}");
    }
}

proptest! {
    #[test]
    fn nothing_typed_fails(line in "[0-9点月号日天周每后明今下午 atinpmdyevrx:三二十第个给回电号-]{0,40}") {
        let spoken = parse(&line, NOW);
        prop_assert!(spoken.text.chars().count() <= line.chars().count() + 8);
    }
}
