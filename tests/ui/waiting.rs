//! What pages show while answers are on their way: the places of what will come, and nothing that says there is nothing.

use crate::ui_support;
use crate::ui_support::bench::*;
use crate::ui_support::stub::StubDesk;
use ringdesk::engine::settings::Language;
use ringdesk::ui::state::Screen;
use ringdesk::ui::texts::Texts;

/// A page, and what it says when it knows that there is nothing.
const PAGES: [(Screen, &[&str]); 7] = [
    (Screen::Today, &["agenda.free"]),
    (Screen::Calls, &["calls.empty", "calls.none_found"]),
    (Screen::Customers, &["customers.empty", "customers.none_found"]),
    (Screen::Orders, &["orders.none"]),
    (Screen::Knowledge, &["knowledge.empty", "knowledge.not_found"]),
    (Screen::Reports, &["reports.none"]),
    (Screen::Statistics, &["statistics.empty", "statistics.none_found"]),
];

fn page(screen: Screen, silent: bool) -> Window {
    let desk = StubDesk::new(ui_support::idle(Language::English));
    desk.set_silent(silent);
    let (_, mut window) = reopen(&desk, screen);
    window.run_steps(4);
    window
}

#[test]
fn no_page_says_that_there_is_nothing_before_it_knows() {
    let texts = Texts::new(Language::English);
    for (screen, nothing) in PAGES {
        let window = page(screen, true);
        for key in nothing {
            assert_ne!(texts.t(key), *key, "a text that is there");
            assert!(!sees(&window, texts.t(key)), "{screen:?} says {key}");
        }
    }
}

#[test]
fn pages_without_tables_hold_the_places_of_what_comes() {
    for (screen, is_known) in [
        (Screen::Today, true),
        (Screen::Orders, true),
        (Screen::Reports, true),
        (Screen::Knowledge, false),
        (Screen::Statistics, false),
    ] {
        assert!(sees(&page(screen, true), "Loading"), "{screen:?}");
        if is_known {
            assert!(!sees(&page(screen, false), "Loading"), "{screen:?} has come");
        }
    }
}

#[test]
fn a_card_on_its_way_is_not_to_be_filled_in() {
    let desk = StubDesk::new(ui_support::idle(Language::English));
    let (_, mut window) = reopen(&desk, Screen::Customers);
    desk.set_silent(true);
    click(&mut window, "Anna Lindt");
    assert!(sees(&window, "Loading") && !sees(&window, "Address"));
}

#[test]
fn in_a_narrow_window_the_day_comes_first_and_the_month_when_asked() {
    let (_, mut window) =
        open_sized(ui_support::idle(Language::English), Screen::Today, [860.0, 560.0]);
    assert!(!sees(&window, "Month after") && sees(&window, "Month"));
    click(&mut window, "Month");
    assert!(sees(&window, "Month after"));
    let (_, window) =
        open_sized(ui_support::idle(Language::English), Screen::Today, [1_280.0, 800.0]);
    assert!(sees(&window, "Month after"), "beside the lists");
}
