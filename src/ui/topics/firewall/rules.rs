//! The rules: filter chips, a search box, a virtual list; the editor or the trial beside it.
//! May depend on `ui`, and types of `engine`, `call`.

use super::state::{FirewallState, RuleFilter};
use super::{FirewallAction, editor, trial, words};
use crate::call::firewall::book::Book;
use crate::call::firewall::rule::{Rule, RuleRow};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use crate::ui::widgets;
use crate::ui::wording;
use egui::{Align, Frame, Layout, Margin, Panel, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

/// Height of a rule in the list.
const ROW: f32 = 56.0;
/// Width of editor and trial.
const SIDE: f32 = 400.0;

/// Draws the rules.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    let focus = std::mem::take(&mut state.focus_search);
    Panel::right("firewall-side")
        .exact_size(SIDE.min(ui.available_width() * 0.5))
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().inner_margin(Margin { left: 12, ..Margin::ZERO }))
        .show(ui, |ui| {
            if state.firewall.draft.is_some() {
                let ViewState { firewall, speech, .. } = state;
                editor::show(ui, scene, firewall, speech, out);
                return;
            }
            ScrollArea::vertical().id_salt("firewall-side").auto_shrink(false).show(ui, |ui| {
                trial::show(ui, scene, state, out);
            });
        });
    chips(ui, scene, &mut state.firewall, focus);
    ui.add_space(gap::TIGHT);
    list(ui, scene, &state.firewall, out);
}

fn chips(ui: &mut Ui, scene: &Scene<'_>, state: &mut FirewallState, focus: bool) {
    let rows = scene.snap.firewall.book.rows();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for filter in RuleFilter::ALL {
            let shown = rows.iter().filter(|row| filter.shows(row, scene.wall.utc_millis)).count();
            let count =
                (filter != RuleFilter::All).then(|| u32::try_from(shown).unwrap_or(u32::MAX));
            let text = scene.t(words::filter(filter));
            if controls::chip(ui, text, count, state.filter == filter).clicked() {
                state.filter = filter;
            }
        }
    });
    let width = ui.available_width();
    controls::search(ui, scene.t("firewall.search"), &mut state.text, width, focus);
}

fn list(ui: &mut Ui, scene: &Scene<'_>, state: &FirewallState, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let book = &scene.snap.firewall.book;
    let wanted = state.text.trim().to_lowercase();
    let mut rows: Vec<(&RuleRow, String)> = book
        .rows()
        .iter()
        .filter(|row| {
            let gone = row.rule.off || row.is_over(scene.wall.utc_millis);
            state.filter.shows(row, scene.wall.utc_millis) && !(row.rule.once && gone)
        })
        .map(|row| (row, words::rule(scene.texts, book, &row.rule)))
        .filter(|(row, title)| wanted.is_empty() || found(&row.rule, title, &wanted))
        .collect();
    // The most exact first: that is the order in which they decide.
    rows.sort_by_key(|(row, _)| std::cmp::Reverse((row.rule.subject.exactness(), row.rule.id)));
    if state.filter == RuleFilter::Stale && !rows.is_empty() {
        controls::small(ui, scene.t("firewall.stale_about"));
        let ids = rows.iter().filter_map(|(row, _)| row.rule.id).collect();
        let all = Action::Firewall(FirewallAction::DeleteRules(ids));
        controls::offer(ui, scene, all, Weight::Danger, None, out);
    }
    Frame::new()
        .fill(t.surface)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(size::RADIUS_SURFACE)
        .inner_margin(Margin::same(4))
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            if rows.is_empty() {
                empty(ui, scene, state);
                return;
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            let area = ScrollArea::vertical().id_salt("firewall-rules").auto_shrink(false);
            area.show_rows(ui, ROW, rows.len(), |ui, range| {
                for (row, title) in rows.get(range).unwrap_or_default() {
                    one(ui, scene, row, title, state, out);
                }
            });
        });
}

fn empty(ui: &mut Ui, scene: &Scene<'_>, state: &FirewallState) {
    let narrowed = state.filter != RuleFilter::All || !state.text.trim().is_empty();
    let (title, hint) = match (scene.snap.firewall.loaded, narrowed) {
        (false, _) => ("firewall.loading", "firewall.loading_hint"),
        (true, true) => ("firewall.none_found", "firewall.none_found_hint"),
        (true, false) => ("firewall.empty", "firewall.empty_hint"),
    };
    widgets::empty(ui, Icon::Shield, scene.texts.t(title), scene.texts.t(hint));
}

fn found(rule: &Rule, title: &str, wanted: &str) -> bool {
    [title, &rule.tag, &rule.note, &rule.subject_text()]
        .iter()
        .any(|text| text.to_lowercase().contains(wanted))
}

fn one(
    ui: &mut Ui,
    scene: &Scene<'_>,
    row: &RuleRow,
    title: &str,
    state: &FirewallState,
    out: &mut Vec<Action>,
) {
    let t = Tokens::of(ui);
    let rule = &row.rule;
    let Some(id) = rule.id else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let chosen = state.draft.as_ref().is_some_and(|draft| draft.id == rule.id);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, chosen, title));
    if chosen || response.hovered() || response.has_focus() {
        let fill = if chosen { t.chosen } else { t.hover };
        ui.painter().rect_filled(rect, f32::from(size::RADIUS), fill);
    }
    controls::focus_ring(ui, t, rect.shrink(2.0), &response, f32::from(size::RADIUS));
    let inside = rect.shrink2(vec2(10.0, 4.0));
    // A child of its own: what stands in the row does not move the next one.
    let mut row_ui = ui.new_child(UiBuilder::new().id_salt(id.0).max_rect(inside));
    row_ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let delete = Action::Firewall(FirewallAction::DeleteRules(vec![id]));
        controls::offer_icon(ui, scene, delete, None, out);
        if !rule.once {
            let switch = Action::Firewall(FirewallAction::Switch(id, rule.off));
            controls::offer_icon(ui, scene, switch, None, out);
        }
        ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            first_line(ui, scene, rule, title);
            let text = about(scene, &scene.snap.firewall.book, row);
            controls::short(ui, RichText::new(text).size(size::TEXT_SMALL).color(t.weak));
        });
    });
    if response.clicked() {
        out.push(Action::Firewall(FirewallAction::Edit(id)));
    }
}

fn first_line(ui: &mut Ui, scene: &Scene<'_>, rule: &Rule, title: &str) {
    let t = Tokens::of(ui);
    let (icon, mood) = words::sign(rule.handling);
    let (ink, text) = if rule.off { (t.weak, t.weak) } else { (t.ink(mood), t.text) };
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        controls::draw(ui, icon, size::ICON, ink);
        if !rule.tag.is_empty() {
            controls::pill(ui, None, &rule.tag, Mood::Cool);
        }
        if rule.off {
            controls::small(ui, scene.t("firewall.off"));
        }
        controls::short(ui, RichText::new(title).color(text));
    });
}

/// What it does, when, until when, how often.
fn about(scene: &Scene<'_>, book: &Book, row: &RuleRow) -> String {
    let rule = &row.rule;
    let mut parts = vec![scene.t(words::handling(rule.handling)).to_owned()];
    if rule.once {
        parts = vec![scene.t("firewall.once").to_owned()];
    }
    parts.extend(rule.window.map(|window| words::window(scene.texts, window)));
    if row.is_over(scene.wall.utc_millis) {
        parts.push(scene.t("firewall.over").to_owned());
    } else if let Some(until) = rule.until_utc_millis {
        let when = wording::moment(scene.texts, until, scene.wall);
        parts.push(scene.tf("firewall.until", &[("when", &when)]));
    }
    if rule.id.is_some_and(|id| book.broken().contains(&id)) {
        parts.push(scene.t("firewall.broken").to_owned());
    }
    parts.push(match row.last_hit_utc_millis {
        Some(at) => {
            let when = wording::moment(scene.texts, at, scene.wall);
            scene.tf("firewall.hits", &[("count", &row.hits.to_string()), ("when", &when)])
        }
        None => scene.t("firewall.no_hits").to_owned(),
    });
    parts.extend(Some(rule.note.clone()).filter(|note| !note.is_empty()));
    parts.join(" · ")
}
