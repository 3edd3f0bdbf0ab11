//! Tables: heads that sort, columns that are chosen and made wider, and what is remembered of that.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ringdesk::call::worklist::WorkQuestion;
use ringdesk::call::worklist::log::LogOrder;
use ringdesk::crm::cards::{CardBy, CardOrder, CardQuestion};
use ringdesk::crm::goods::ProductBy;
use ringdesk::crm::office::OfficeQuestion;
use ringdesk::crm::orders::OrderBy;
use ringdesk::engine::command::Command;
use ringdesk::engine::query::Query;
use ringdesk::engine::settings::{Language, SettingChange};
use ringdesk::engine::topics::look::{LookChange, SortedBy, TableLook};
use ringdesk::ui::state::Screen;

fn orders_asked(desk: &ui_support::stub::StubDesk) -> Vec<LogOrder> {
    let order = |query: &Query| match query {
        Query::Worklist(WorkQuestion::Log { question, .. }) => Some(question.order),
        _ => None,
    };
    desk.asked().iter().filter_map(order).collect()
}

fn looks(desk: &ui_support::stub::StubDesk) -> Vec<(String, TableLook)> {
    let look = |command: Command| match command {
        Command::Set(SettingChange::Look(LookChange::Table(name, look))) => Some((name, look)),
        _ => None,
    };
    desk.commands().into_iter().filter_map(look).collect()
}

#[test]
fn a_head_sorts_the_log_where_it_has_such_an_order_and_is_no_button_elsewhere() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    click(&mut window, "Sort by Length");
    assert_eq!(orders_asked(&desk).last(), Some(&LogOrder::Longest));
    assert!(sees(&window, "Length, sorted downwards") && sees(&window, "Sort by Time"));
    click(&mut window, "Sort by Party");
    assert_eq!(orders_asked(&desk).last(), Some(&LogOrder::Party));
    click(&mut window, "Sort by Time");
    click(&mut window, "Time, sorted downwards");
    assert_eq!(orders_asked(&desk).last(), Some(&LogOrder::Oldest));
    let number = window.query_by_role_and_label(Role::Button, "Number");
    assert!(number.is_none() && !sees(&window, "Sort by Number"));
}

#[test]
fn a_column_is_put_away_and_that_is_remembered_for_this_table() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    assert!(sees(&window, "Note"));
    click(&mut window, "Choose columns");
    window.get_by_role_and_label(Role::CheckBox, "Note").click();
    window.run_steps(4);
    let (name, look) = looks(&desk).pop().expect("a change");
    assert_eq!((name.as_str(), look.hidden.as_slice()), ("calls", &["calls.note".to_owned()][..]));
    let without = with_settings(ui_support::idle(Language::English), |settings| {
        settings.look.tables.insert("calls".into(), look.clone());
    });
    let (_, window) = open(without, Screen::Calls);
    assert!(!sees(&window, "Note"));
}

#[test]
fn a_column_is_made_wider_by_the_end_of_its_head() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Calls);
    let head = window.get_by_label("Number").rect();
    let end = egui::pos2(head.right() - 4.0, head.center().y);
    window.hover_at(end);
    window.run_steps(2);
    window.drag_at(end);
    window.run_steps(2);
    for step in 1..=6_u8 {
        window.hover_at(end + egui::vec2(10.0 * f32::from(step), 0.0));
        window.run_steps(2);
    }
    window.drop_at(end + egui::vec2(60.0, 0.0));
    window.run_steps(3);
    let (_, look) = looks(&desk).pop().expect("a change");
    let wider = look.widths.get("calls.number").copied().unwrap_or_default();
    assert!((160..=190).contains(&wider), "{wider}");
}

#[test]
fn customers_are_opened_from_their_table_by_keyboard() {
    let (_, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    window.get_by_role_and_label(Role::Button, "Anna Lindt").focus();
    window.run_steps(2);
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    let app = window.state().app.as_ref().unwrap();
    assert!(app.state().customers.open.is_some());
}

fn cards_asked(desk: &ui_support::stub::StubDesk) -> Vec<CardOrder> {
    let order = |query: &Query| match query {
        Query::Office(OfficeQuestion::Cards(CardQuestion::List { filter, .. })) => {
            Some(filter.order)
        }
        _ => None,
    };
    desk.asked().iter().filter_map(order).collect()
}

#[test]
fn customers_are_sorted_by_their_heads_and_stand_so_the_next_time() {
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    click(&mut window, "Sort by Last contact");
    let newest = CardOrder { by: CardBy::LastContact, falling: true };
    assert_eq!(cards_asked(&desk).last(), Some(&newest));
    let (name, look) = looks(&desk).pop().expect("a change");
    let left = with_settings(ui_support::idle(Language::English), |settings| {
        settings.look.tables.insert(name, look);
    });
    let (desk, mut window) = open(left, Screen::Customers);
    assert_eq!(cards_asked(&desk).last(), Some(&newest));
    click(&mut window, "Last contact, sorted downwards");
    assert_eq!(cards_asked(&desk).last(), Some(&CardOrder { falling: false, ..newest }));
}

#[test]
fn orders_products_and_calls_stand_in_the_order_they_were_left_in() {
    let sorted = |column: &str| TableLook {
        sorted: Some(SortedBy { column: column.into(), rising: true }),
        ..TableLook::default()
    };
    let left = with_settings(ui_support::idle(Language::English), |settings| {
        for (table, column) in
            [("calls", "calls.when"), ("orders", "orders.col_amount"), ("products", "goods.price")]
        {
            settings.look.tables.insert(table.into(), sorted(column));
        }
    });
    let (desk, window) = open(left, Screen::Calls);
    assert_eq!(orders_asked(&desk).last(), Some(&LogOrder::Oldest));
    let state = window.state().app.as_ref().unwrap().state();
    let (orders, goods) = (&state.office.orders.filter, &state.office.goods.filter);
    assert_eq!((orders.by, orders.rising), (OrderBy::Amount, true));
    assert_eq!((goods.by, goods.falling), (ProductBy::Price, false));
}
