//! What a search finds goes out whole.

use crate::{Office, act, card};
use ringdesk::base::ids::CustomerId;
use ringdesk::crm::cards::{CardFilter, CardOrder};
use ringdesk::crm::customer::Customer;
use ringdesk::crm::transfer::Mode;
use ringdesk::crm::transfer::report::Chosen;
use ringdesk::engine::office::transfer::{ListFormat, ListOrder};
use ringdesk::engine::runtime::office::transfer::export;
use std::fmt::Write as _;

fn written(office: &Office, chosen: Chosen) -> Vec<String> {
    let path = office.path("written.csv");
    let order = ListOrder { path, chosen, format: ListFormat::Csv, ..ListOrder::default() };
    let (path, _) = export(office.store.path(), &act(), &order, &mut |_| true).unwrap().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    let names = text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned());
    names.collect()
}

#[test]
fn what_the_list_is_filtered_to_goes_out_in_its_order_and_whoever_is_ticked_alone() {
    let mut office = Office::new();
    let tagged = |name: &str, class: &str, tag: &str| Customer {
        class: class.into(),
        tags: vec![tag.into()],
        ..card(name, &[])
    };
    let a = office.save(tagged("Chen", "VIP", "marked"));
    office.save(tagged("Bao", "VIP", ""));
    office.save(tagged("An", "VIP", "marked"));
    let d = office.save(tagged("Zhao", "new", "marked"));
    let listed = |filter: CardFilter| Chosen::Listed(Box::new(filter));
    let vip = CardFilter { class: "VIP".into(), ..CardFilter::default() };
    assert_eq!(written(&office, listed(vip.clone())), ["An", "Bao", "Chen"]);
    let order = CardOrder { falling: true, ..CardOrder::default() };
    let whole = CardFilter { order, ..CardFilter::default() };
    assert_eq!(written(&office, listed(whole)), ["Zhao", "Chen", "Bao", "An"]);
    let falling = CardFilter { order, ..vip.clone() };
    assert_eq!(written(&office, listed(falling)), ["Chen", "Bao", "An"]);
    let marked = CardFilter { tag: "marked".into(), ..vip };
    assert_eq!(written(&office, listed(marked)), ["An", "Chen"]);
    let words = CardFilter { text: "chen".into(), class: "new".into(), ..CardFilter::default() };
    assert_eq!(written(&office, listed(words)), [""; 0]);
    assert_eq!(written(&office, Chosen::Ticked(vec![d, a, CustomerId(99)])), ["Chen", "Zhao"]);
}

#[test]
fn a_search_goes_out_whole_however_many_it_finds() {
    let mut office = Office::new();
    let mut list = String::from("name,phone,company\n");
    for n in 0..2_300 {
        writeln!(list, "Wang {n},138{n:08},Waterworks").unwrap();
    }
    let path = office.file("l.csv", list.as_bytes());
    office.import(&path, Mode::Create);
    for n in 0..20 {
        let one = Customer { company: "Waterworks".into(), ..card(&format!("Li {n}"), &[]) };
        office.save(one);
    }
    office.save(card("Zhao", &["13900000000"]));
    for (text, found) in [("Waterworks", 2_320), ("wa", 2_320), ("138", 2_300), ("Zhao", 1)] {
        let chosen = Chosen::by_words(text);
        let path = office.path("found.csv");
        let order = ListOrder { path, chosen, ..ListOrder::default() };
        let written = export(office.store.path(), &act(), &order, &mut |_| true).unwrap();
        let (path, count) = written.unwrap();
        assert_eq!(count, found, "{text}");
        let other = Office::new();
        assert_eq!(other.import(&path, Mode::Create).counts.created, found, "{text}");
        std::fs::remove_file(path).unwrap();
    }
}
