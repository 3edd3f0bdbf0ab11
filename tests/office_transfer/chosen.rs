//! What a search finds goes out whole.

use crate::{Office, act, card};
use ringdesk::crm::customer::Customer;
use ringdesk::crm::transfer::Mode;
use ringdesk::crm::transfer::report::Chosen;
use ringdesk::engine::office::transfer::ListOrder;
use ringdesk::engine::runtime::office::transfer::export;
use std::fmt::Write as _;

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
        let chosen = Chosen { text: text.into(), only: None };
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
