//! The example adds up, is made quickly, is stopped without a trace, and leaves one's own data alone.

use super::fill::{Wish, make};
use super::place::{place_of, remove};
use crate::base::clock::Stamp;
use crate::base::money::Money;
use crate::crm::cards::{CardAnswer, CardFilter, CardQuestion};
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::{GoodsAnswer, GoodsQuestion, ProductFilter};
use crate::crm::orders::{OrderAnswer, OrderFilter, OrderQuestion};
use crate::engine::settings::{Language, Settings, Theme};
use crate::store::reader::Reader;
use std::path::PathBuf;

/// Friday, 27 November 2026, 14:00 in Beijing.
fn now() -> Stamp {
    Stamp { utc_millis: 1_795_759_200_000, offset_minutes: 480, ..Stamp::default() }
}

fn wish(language: Language) -> Wish {
    Wish::new(language, Theme::Light)
}

fn room() -> (tempfile::TempDir, PathBuf) {
    let room = tempfile::tempdir().unwrap();
    let own = room.path().join("ringdesk.db");
    (room, own)
}

#[test]
fn it_adds_up_and_is_used_again_on_the_same_day() {
    let (_room, own) = room();
    let mut told = Vec::new();
    let mut hear = |done, all| {
        told.push((done, all));
        true
    };
    let made = make(&own, wish(Language::Chinese), now(), &mut hear).unwrap();
    assert_eq!(made, Some(place_of(&own)));
    assert!(!own.exists(), "one's own data is not touched");
    assert!(told.len() > 20 && told.last().is_some_and(|(done, all)| done == all), "progress");
    let reader = Reader::open(&place_of(&own)).unwrap();
    let settings = Settings::from_rows(&reader.settings().unwrap());
    assert!(settings.example && settings.first_run_done);
    let filter = Box::new(CardFilter::default());
    let cards = reader.cards(&CardQuestion::List { filter, offset: 0, limit: 1 }).unwrap();
    assert!(matches!(cards, CardAnswer::List(_, 300)), "{cards:?}");
    let shelves =
        GoodsQuestion::Products { filter: ProductFilter::default(), offset: 0, limit: 50 };
    let GoodsAnswer::Products(shelves, _) = reader.goods(&shelves).unwrap() else { panic!() };
    for shelf in shelves.iter().filter(|shelf| shelf.product.is_stocked()) {
        let full = Quantity::whole(400);
        assert!(shelf.stock >= Quantity::ZERO && shelf.stock < full, "{shelf:?}");
    }
    assert!(shelves.iter().any(crate::crm::goods::product::Shelf::is_low), "something to order");
    let orders = OrderQuestion::Orders { filter: OrderFilter::default(), offset: 0, limit: 1 };
    let OrderAnswer::Orders(_, count, sums) = reader.orders(&orders).unwrap() else { panic!() };
    assert!(count > 900, "{count}");
    assert!(sums.received > Money(sums.amount.0 / 2) && sums.received < sums.amount, "{sums:?}");
    drop(reader);
    let mut never = |_, _| panic!("it is there already");
    assert!(make(&own, wish(Language::Chinese), now(), &mut never).is_ok());
    remove(&own).unwrap();
    assert!(!place_of(&own).parent().unwrap().exists(), "gone");
}

#[test]
fn stopped_in_the_middle_nothing_of_it_is_left() {
    let (room, own) = room();
    let mut stop = |done, _| done < 40;
    assert_eq!(make(&own, wish(Language::English), now(), &mut stop), Ok(None));
    let left: Vec<_> = std::fs::read_dir(room.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_in_words() {
    let (room, own) = room();
    let file = room.path().join("ringdesk-example.part");
    std::fs::write(&file, "in the way").unwrap();
    let mut go = |_, _| true;
    let why = make(&own, wish(Language::English), now(), &mut go).unwrap_err();
    assert!(why.contains(&room.path().display().to_string()), "{why}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
}
