//! The example is the same every time, and nobody can be rung by it.

use super::*;
use crate::crm::orders::OrderOp;
use crate::crm::orders::state::OrderState;
use std::collections::BTreeSet;

/// Friday, 27 November 2026, 14:00 in Beijing.
fn now() -> Stamp {
    Stamp { utc_millis: 1_795_759_200_000, offset_minutes: 480, ..Stamp::default() }
}

#[test]
fn a_seed_and_a_moment_give_one_shop_in_each_language() {
    for language in [Language::Chinese, Language::English] {
        let shop = example(SEED, now(), language);
        assert_eq!(shop, example(SEED, now(), language));
        assert_ne!(shop.customers, example(SEED + 1, now(), language).customers);
        assert_eq!(shop.customers.len(), 300);
        assert_eq!(shop.products.len(), 9);
        assert!(shop.answers.len() >= 5);
    }
}

#[test]
fn three_months_of_trade_and_calls_end_now() {
    let shop = example(SEED, now(), Language::Chinese);
    let orders = shop.deeds.iter().filter(|deed| {
        matches!(&deed.what, What::Office(op) if matches!(**op, OfficeOp::Orders(OrderOp::Save { .. })))
    });
    let orders = orders.count();
    assert!((900..2_500).contains(&orders), "{orders}");
    assert!((1_200..3_500).contains(&shop.calls.len()), "{}", shop.calls.len());
    let (first, last) = (&shop.calls[0].0, &shop.calls[shop.calls.len() - 1].0);
    let day = 86_400_000;
    assert!(first.started_utc_millis < now().utc_millis - 85 * day);
    assert!(last.started_utc_millis > now().utc_millis - day / 4);
    assert!(shop.calls.iter().all(|(call, _)| call.started_utc_millis < now().utc_millis));
    assert!(shop.deeds.iter().all(|deed| shop.moment(deed) < now()));
    let waiting = shop.calls.iter().filter(|(c, _)| c.outcome == Outcome::Missed && !c.handled);
    let waiting = waiting.count();
    assert!((3..=12).contains(&waiting), "a few calls are still to be returned: {waiting}");
    let late = example(SEED, Stamp { utc_millis: 0, ..now() }, Language::English);
    assert_eq!(late.customers.len(), 300, "any moment will do");
}

#[test]
fn every_customer_has_a_number_of_his_own_from_a_range_nobody_has() {
    let shop = example(SEED, now(), Language::English);
    let numbers = shop.customers.iter().flat_map(|card| &card.numbers);
    let numbers: Vec<&str> = numbers.map(|entry| entry.number.as_str()).collect();
    let different: BTreeSet<&&str> = numbers.iter().collect();
    assert_eq!(different.len(), numbers.len());
    for number in numbers {
        let free = ["154", "161", "164", "010-99"];
        assert!(free.iter().any(|range| number.starts_with(range)), "{number}");
    }
    for (call, _) in &shop.calls {
        let number = call.number.as_ref().unwrap().digits();
        let free = ["154", "161", "164", "01099"];
        assert!(free.iter().any(|range| number.starts_with(range)), "{number}");
    }
}

#[test]
fn orders_can_be_taken_and_their_customers_exist() {
    let shop = example(SEED, now(), Language::Chinese);
    let mut open = 0;
    for deed in &shop.deeds {
        let What::Office(op) = &deed.what else { continue };
        let OfficeOp::Orders(OrderOp::Save { draft, to, .. }) = op.as_ref() else { continue };
        assert_eq!(draft.fault(), None);
        assert!((1..=300).contains(&draft.head.customer.unwrap().0));
        assert_eq!(draft.head.deliver_at.is_some(), *to != OrderState::Delivered);
        open += usize::from(draft.head.deliver_at.is_some());
    }
    assert_eq!(open, 7, "some are still to be delivered");
}
