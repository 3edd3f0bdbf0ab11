//! What was decided: figures of thirty days with bars, and the newest decisions, each opening its call.
//! May depend on `ui`, and types of `engine`, `call`.

use super::state::FirewallState;
use super::{FirewallAction, permit, words};
use crate::call::firewall::overview::{Day, Overview};
use crate::call::firewall::rule::Handling;
use crate::call::record::{CallSummary, Outcome};
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::widgets;
use crate::ui::wording;
use egui::{Align, Layout, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of the bars.
const BARS: f32 = 64.0;
/// Height of a decision in the list.
const ROW: f32 = 46.0;

/// Draws figures and decisions.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &FirewallState, out: &mut Vec<Action>) {
    let Some((_, overview)) = &state.overview else {
        controls::weak(ui, scene.t("firewall.counting"));
        return;
    };
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        figures(ui, scene, overview);
    });
    ui.add_space(gap::SMALL);
    if overview.newest.is_empty() {
        widgets::empty(
            ui,
            Icon::Shield,
            scene.t("firewall.no_decisions"),
            scene.t("firewall.no_decisions_hint"),
        );
        return;
    }
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        controls::group_title(ui, scene.t("firewall.newest"));
        let area = ScrollArea::vertical().id_salt("firewall-newest").auto_shrink(false);
        area.show_rows(ui, ROW, overview.newest.len(), |ui, range| {
            for call in overview.newest.get(range).unwrap_or_default() {
                one(ui, scene, call, out);
            }
        });
    });
}

fn figures(ui: &mut Ui, scene: &Scene<'_>, overview: &Overview) {
    let total = overview.total();
    ui.horizontal(|ui| {
        let figure = |ui: &mut Ui, number: String, key: &'static str| {
            ui.vertical(|ui| {
                ui.label(RichText::new(number).size(size::TEXT_TITLE));
                controls::small(ui, scene.t(key));
            });
            ui.add_space(gap::LARGE);
        };
        figure(ui, total.calls.to_string(), "firewall.figure_calls");
        figure(ui, total.blocked.to_string(), "firewall.figure_blocked");
        figure(ui, format!("{} %", overview.percent()), "firewall.figure_percent");
        bars(ui, scene, &overview.days);
    });
}

/// One bar a day: all calls, the blocked ones below in a stronger colour.
fn bars(ui: &mut Ui, scene: &Scene<'_>, days: &[Day]) {
    let t = Tokens::of(ui);
    let wish = vec2(ui.available_width().max(60.0), BARS);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::hover());
    let most = days.iter().map(|day| day.calls).max().unwrap_or(0).max(1);
    let name = scene.tf("firewall.bars", &[("most", &most.to_string())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let width = rect.width() / f32::from(u16::try_from(days.len().max(1)).unwrap_or(u16::MAX));
    // Days with more calls than this are as high as the page.
    let figure = |count: u32| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    let height = |count: u32| rect.height() * figure(count) / figure(most);
    let mut left = rect.left();
    for day in days {
        let bar = |count: u32| {
            let top = rect.bottom() - height(count).max(if count > 0 { 2.0 } else { 0.0 });
            Rect::from_min_max(pos2(left + 1.0, top), pos2(left + width - 1.0, rect.bottom()))
        };
        ui.painter().rect_filled(bar(day.calls), 1.5, t.edge);
        ui.painter().rect_filled(bar(day.blocked), 1.5, t.bad);
        left += width;
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, t.line));
    response.on_hover_text(name);
}

fn one(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let record = &call.record;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let number = wording::number(scene.texts, record);
    let party = if call.party.is_empty() { String::new() } else { format!("  {}", call.party) };
    let when = wording::moment(scene.texts, record.started_utc_millis, scene.wall);
    let title = format!("{when}  {number}{party}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &title));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(size::RADIUS), t.hover);
    }
    controls::focus_ring(ui, t, rect.shrink(2.0), &response, f32::from(size::RADIUS));
    let inside = rect.shrink2(vec2(8.0, 4.0));
    let child = egui::UiBuilder::new().id_salt(record.id.0).max_rect(inside);
    let mut row_ui = ui.new_child(child);
    row_ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if let Some(number) = record.number.as_ref().filter(|_| record.outcome == Outcome::Blocked)
        {
            permit(ui, scene, number, out);
        }
        ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            what(ui, scene, call, &title);
        });
    });
    if response.clicked() {
        out.push(Action::Firewall(FirewallAction::ShowCall(record.id)));
    }
}

/// Who called when, and below it what was decided and why.
fn what(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, title: &str) {
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        let (icon, mood) = sign(call);
        controls::draw(ui, icon, 14.0, t.ink(mood));
        controls::short(ui, RichText::new(title));
    });
    let text = call.record.treatment.as_ref().map_or_else(
        || scene.t("firewall.no_treatment").to_owned(),
        |treatment| words::verdict(scene.texts, &scene.snap.firewall.book, treatment),
    );
    controls::short(ui, RichText::new(text).size(size::TEXT_SMALL).color(t.weak));
}

fn sign(call: &CallSummary) -> (Icon, Mood) {
    let done = call.record.treatment.as_ref().map_or(Handling::Ring, |treatment| treatment.done);
    match call.record.outcome {
        Outcome::Missed => (Icon::Missed, Mood::Bad),
        Outcome::Blocked => words::sign(done),
        _ => (Icon::Incoming, Mood::Good),
    }
}
