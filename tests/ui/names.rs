//! What a screen reader says: every control of every view has a name and says what it is; a ringing call is announced by
//! itself; what colour says is said by a word or a sign as well.

use crate::gallery::{VIEWS, at};
use crate::ui_support;
use crate::ui_support::bench::*;
use egui::accesskit::{Action, Live, Role};
use egui_kittest::kittest::{By, NodeT, Queryable};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::ui::state::Screen;
use std::collections::BTreeSet;

/// Looks at all that a screen reader finds in any view, in both languages.
fn everywhere(mut look: impl FnMut(&str, &egui_kittest::Node<'_>)) {
    for language in LANGUAGES {
        for view in VIEWS {
            let window = at(view, language, Theme::Light, [1_280.0, 1_900.0]);
            for node in window.query_all(By::new().predicate(|_| true)) {
                look(view.0, &node);
            }
        }
    }
}

#[test]
fn every_control_of_every_view_has_a_name_and_a_role() {
    let mut nameless = BTreeSet::new();
    let mut seen = 0;
    everywhere(|view, node| {
        let access = node.accesskit_node();
        let is_control = [Action::Click, Action::Focus]
            .into_iter()
            .any(|action| access.data().supports_action(action));
        // Panes that scroll, and what only can be dragged, have no words of their own.
        let is_plain = matches!(
            access.role(),
            Role::ScrollView
                | Role::ScrollBar
                | Role::Splitter
                | Role::Window
                | Role::Pane
                | Role::GenericContainer
        );
        if !is_control || is_plain {
            return;
        }
        seen += 1;
        // What a text says is its value.
        let label = access.label().or_else(|| access.value()).unwrap_or_default();
        if label.trim().is_empty() || access.role() == Role::Unknown {
            nameless.insert(format!("{view}: {:?} at {:?}", access.role(), node.rect()));
        }
    });
    assert!(seen > 2_000, "{seen} controls");
    assert!(nameless.is_empty(), "{nameless:#?}");
}

#[test]
fn every_greyed_control_says_why() {
    let mut silent = BTreeSet::new();
    let mut seen = 0;
    everywhere(|view, node| {
        let access = node.accesskit_node();
        if access.is_disabled() {
            seen += 1;
            let why = access.data().description().unwrap_or_default();
            if why.is_empty() || why.starts_with("why.") {
                silent.insert(format!("{view}: {:?}", access.label()));
            }
        }
    });
    assert!(seen > 100, "{seen} greyed controls");
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn who_points_at_a_greyed_button_reads_why_until_that_is_done() {
    let (_, mut window) = open(ui_support::idle(Language::English), Screen::Customers);
    click(&mut window, "New customer");
    let why = "Type a name or a company first";
    let point = |window: &mut Window| {
        let save = window.get_by_role_and_label(Role::Button, "Save").rect().center();
        window.hover_at(save);
        window.run_steps(60);
    };
    assert!(!sees(&window, why));
    point(&mut window);
    assert!(sees(&window, why));
    window.remove_cursor();
    type_into(&mut window, "Name", "Rose Hart");
    point(&mut window);
    assert!(!sees(&window, why));
}

#[test]
fn a_ringing_call_is_announced_and_the_name_once_it_is_known() {
    let said = |window: &Window| {
        let alert = window.query_all_by_role(Role::Alert).next().expect("the announcement");
        let node = alert.accesskit_node();
        assert_eq!(node.live(), Live::Assertive);
        node.label().unwrap_or_default()
    };
    let (desk, mut window) = open(ui_support::idle(Language::English), Screen::Settings);
    assert_eq!(said(&window), "");
    desk.show(|snap| *snap = ui_support::ringing_unknown(Language::English));
    window.run_steps(3);
    assert_eq!(said(&window), "Incoming call: 021 5550 1234");
    desk.show(|snap| *snap = ui_support::ringing(Language::English));
    window.run_steps(3);
    assert_eq!(said(&window), "Incoming call: Wang Wei, 138 1234 5678");
    desk.show(|snap| *snap = ui_support::talking(Language::English));
    window.run_steps(3);
    assert_eq!(said(&window), "", "what is answered rings no longer");
}

#[test]
fn missed_incoming_and_outgoing_calls_are_told_apart_without_colour() {
    let (_, window) = open(ui_support::idle(Language::English), Screen::Calls);
    let signs = window.query_all_by_role(Role::Image);
    let words: BTreeSet<String> = signs.filter_map(|sign| sign.accesskit_node().label()).collect();
    assert!(words.len() >= 3, "{words:?}");
}
