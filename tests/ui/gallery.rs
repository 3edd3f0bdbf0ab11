//! Every page and its parts in both languages, over the stub: no text is cut off at a side. Pictures of the views are made
//! by `showroom`, over the running example office.

use crate::ui_support::bench::*;
use crate::ui_support::{boxes, idle, long_names, people, ringing, talking};
use egui::accesskit::Role;
use egui::epaint::Shape;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, Queryable};
use ringdesk::engine::settings::{Language, Theme};
use ringdesk::engine::snapshot::Snapshot;
use ringdesk::ui::state::Screen;
use ringdesk::ui::texts::Texts;

/// A view: its name, what the program knows, the page, and what is clicked on the way (keys of texts; `@` and a number: that
/// person's name).
pub type View = (&'static str, fn(Language) -> Snapshot, Screen, &'static [&'static str]);

pub const VIEWS: &[View] = &[
    ("home", idle, Screen::Today, &[]),
    ("calls", idle, Screen::Calls, &[]),
    ("calls_ringing", ringing, Screen::Calls, &[]),
    ("calls_talking", talking, Screen::Calls, &[]),
    ("calls_filters", idle, Screen::Calls, &["worklist.filters"]),
    ("calls_long_names", long_names, Screen::Calls, &[]),
    ("call", idle, Screen::Calls, &["@0"]),
    ("call_story", idle, Screen::Calls, &["@0", "call.tab_story"]),
    ("call_file", idle, Screen::Calls, &["@0", "call.tab_file"]),
    ("customers", idle, Screen::Customers, &[]),
    ("customers_many", idle, Screen::Customers, &["cards.choose_many"]),
    ("customers_filters", idle, Screen::Customers, &["cards.filters"]),
    ("customers_duplicates", idle, Screen::Customers, &["cards.finder"]),
    ("customers_import", idle, Screen::Customers, &["transfer.import"]),
    ("customers_export", idle, Screen::Customers, &["transfer.export"]),
    ("card", idle, Screen::Customers, &["@0"]),
    ("card_long_names", long_names, Screen::Customers, &["@0"]),
    ("customers_long_names", long_names, Screen::Customers, &[]),
    ("customer_new", idle, Screen::Customers, &["action.new_customer"]),
    ("orders", idle, Screen::Orders, &[]),
    ("orders_products", idle, Screen::Orders, &["orders.part_products"]),
    ("orders_stock", idle, Screen::Orders, &["orders.part_stock"]),
    ("orders_payments", idle, Screen::Orders, &["orders.part_payments"]),
    ("orders_slips", idle, Screen::Orders, &["orders.part_settings"]),
    ("orders_new", idle, Screen::Orders, &["orders.new"]),
    ("answers", idle, Screen::Knowledge, &[]),
    ("blocking", idle, Screen::Firewall, &[]),
    ("blocking_decisions", idle, Screen::Firewall, &["firewall.page_decisions"]),
    ("blocking_exchange", idle, Screen::Firewall, &["firewall.page_exchange"]),
    ("blocking_settings", idle, Screen::Firewall, &["firewall.page_settings"]),
    ("blocking_new", idle, Screen::Firewall, &["firewall.new_rule"]),
    ("figures", idle, Screen::Statistics, &[]),
    ("line", idle, Screen::Line, &[]),
    ("line_doctor", idle, Screen::Line, &["line.doctor"]),
    ("line_modem", boxes::modem, Screen::Line, &[]),
    ("settings_general", idle, Screen::Settings, &["settings.general"]),
    ("settings_cards", idle, Screen::Settings, &["cards.settings"]),
    ("settings_field", idle, Screen::Settings, &["cards.settings", "cards.add_field"]),
    ("settings_recordings", idle, Screen::Settings, &["settings.recordings"]),
    ("settings_dialling", idle, Screen::Settings, &["settings.dialling"]),
    ("settings_manners", idle, Screen::Settings, &["settings.manners"]),
    ("settings_upkeep", idle, Screen::Settings, &["settings.upkeep"]),
];

/// As narrow as the window can be made, and so high that a page is seen whole.
const NARROW: [f32; 2] = [860.0, 1_900.0];

/// The window at a view.
pub fn at(view: &View, language: Language, theme: Theme, size: [f32; 2]) -> Window {
    let (name, snapshot, screen, way) = view;
    let (_, mut window) = open_sized(in_theme(snapshot(language), theme), *screen, size);
    let texts = Texts::new(language);
    for key in *way {
        let person = key.strip_prefix('@');
        let person = person.map(|index| people::name(language, index.parse().unwrap()));
        // The rail comes first.
        let (label, found) = match &person {
            Some(person) => (person.as_str(), window.query_all_by_label_contains(person).last()),
            None => (texts.t(key), window.query_all_by_label(texts.t(key)).last()),
        };
        assert!(found.is_some(), "{name}: nothing called {label}");
        if let Some(found) = found {
            found.click();
        }
        window.run_steps(4);
    }
    window.remove_cursor();
    window.run_steps(8);
    window
}

/// Texts whose right or left end is outside of what is painted. What a field scrolls and what ends in … is meant so.
fn cut<S>(window: &Harness<'_, S>) -> Vec<String> {
    let is_field = |role| matches!(role, Role::TextInput | Role::MultilineTextInput);
    let fields = window.query_all(By::new().predicate(move |node| is_field(node.role())));
    let fields: Vec<egui::Rect> = fields.map(|node| node.rect()).collect();
    let mut found = Vec::new();
    for clipped in &window.output().shapes {
        let Shape::Text(text) = &clipped.shape else { continue };
        let bounds = text.visual_bounding_rect();
        let is_typed = fields.iter().any(|field| field.expand(2.0).contains(bounds.left_center()));
        // What a page scrolls away above and below is no fault.
        let is_seen = clipped.clip_rect.y_range().intersects(bounds.shrink(1.0).y_range());
        let sticks_out = bounds.right() > clipped.clip_rect.right() + 1.0
            || bounds.left() < clipped.clip_rect.left() - 1.0;
        if is_seen && sticks_out && !is_typed {
            found.push(format!(
                "{:?} at {bounds:?} in {:?}",
                text.galley.text(),
                clipped.clip_rect
            ));
        }
    }
    found
}

#[test]
fn a_text_that_is_cut_is_found() {
    let window = Harness::new_ui(|ui| {
        let narrow = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(30.0, 30.0));
        ui.label("short");
        ui.set_clip_rect(narrow.translate(ui.cursor().min - narrow.min));
        ui.add(egui::Label::new("longer than its place").extend());
    });
    let found = cut(&window);
    assert!(found.len() == 1 && found[0].contains("longer"), "{found:?}");
}

#[test]
fn no_text_is_cut_at_a_side() {
    let mut found = Vec::new();
    for language in LANGUAGES {
        for view in VIEWS {
            let window = at(view, language, Theme::Light, NARROW);
            for text in cut(&window) {
                found.push(format!("{} {language:?}: {text}", view.0));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
