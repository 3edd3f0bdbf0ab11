//! The controls all views share: buttons, fields, chips, pills, the meter. Each has a name for screen readers.
//! May depend on egui, tokens and icons.

use crate::base::units::Dbm0;
use crate::ui::action::Action;
use crate::ui::catalogue;
use crate::ui::icons::{self, Icon};
use crate::ui::office::staff::gate;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, Tokens, gap, size};
use egui::{
    Align, Color32, FontId, Label, Layout, Rect, Response, RichText, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do here.
    Primary,
    /// One of several.
    Plain,
    /// Without a frame until pointed at.
    Quiet,
    /// Takes something away.
    Danger,
}

/// A button for an action; its text, icon and tooltip are the action's face. A press puts the action into `out`. `why_not`:
/// why it cannot be pressed now (the key of a sentence); `None`: it can, unless whoever works here may not.
pub fn offer(
    ui: &mut Ui,
    scene: &Scene<'_>,
    action: Action,
    weight: Weight,
    why_not: Option<&str>,
    out: &mut Vec<Action>,
) -> Response {
    let face = action.face();
    let text = scene.texts.t(face.text);
    let reason = reason(scene, &action, why_not);
    let response = greyed_for(ui, reason, |ui: &mut Ui| press(ui, face.icon, text, weight));
    finish(ui, scene, action, response, out)
}

/// The same with the icon alone; the text is its name and tooltip.
pub fn offer_icon(
    ui: &mut Ui,
    scene: &Scene<'_>,
    action: Action,
    why_not: Option<&str>,
    out: &mut Vec<Action>,
) -> Response {
    let face = action.face();
    let text = scene.texts.t(face.text).to_owned();
    let icon = face.icon.unwrap_or(Icon::Dot);
    let reason = reason(scene, &action, why_not);
    let response = greyed_for(ui, reason, |ui: &mut Ui| icon_press(ui, icon, &text, None));
    let bare = face.tip.is_none() && face.key.is_none();
    let response = if bare { response.on_hover_text(&text) } else { response };
    finish(ui, scene, action, response, out)
}

/// The reason (the key of a sentence) unless something is as it has to be. Several go after each other by `or`: the first
/// that lacks is said.
#[must_use]
pub fn needs(is_so: bool, why: &'static str) -> Option<&'static str> {
    (!is_so).then_some(why)
}

/// Why it cannot be pressed: whoever works here may not, else what was given.
fn reason(scene: &Scene<'_>, action: &Action, why_not: Option<&str>) -> Option<String> {
    gate::denied(scene, action).or_else(|| why_not.map(|key| scene.texts.t(key).to_owned()))
}

/// Draws one control, greyed with this reason (the key of a sentence) if there is one: on hover, and for screen readers. It
/// gets no layout of its own: it wraps in rows that do.
pub fn greyed(
    ui: &mut Ui,
    scene: &Scene<'_>,
    why_not: Option<&str>,
    control: impl egui::Widget,
) -> Response {
    greyed_for(ui, why_not.map(|key| scene.texts.t(key).to_owned()), control)
}

/// The same with the sentence itself.
pub fn greyed_for(ui: &mut Ui, reason: Option<String>, control: impl egui::Widget) -> Response {
    let response = ui.add_enabled(reason.is_none(), control);
    match reason {
        Some(reason) => explained(response, reason),
        None => response,
    }
}

/// Greys everything that comes, where the reason stands above it for all to see.
pub fn grey_all(ui: &mut Ui) {
    ui.disable();
}

/// A greyed control says why.
fn explained(response: Response, reason: String) -> Response {
    let description = reason.clone();
    response.ctx.accesskit_node_builder(response.id, |node| node.set_description(description));
    response.on_disabled_hover_text(reason)
}

fn finish(
    ui: &Ui,
    scene: &Scene<'_>,
    action: Action,
    response: Response,
    out: &mut Vec<Action>,
) -> Response {
    let face = action.face();
    let mut tip = scene.texts.t(face.tip.unwrap_or(face.text)).to_owned();
    if let Some(key) = &face.key {
        tip = format!("{tip}  ({})", catalogue::written(ui.ctx(), key));
    }
    let response = if face.tip.is_some() || face.key.is_some() {
        response.on_hover_text(tip)
    } else {
        response
    };
    if response.clicked() {
        out.push(action);
    }
    response
}

/// A button.
pub fn press(ui: &mut Ui, icon: Option<Icon>, text: &str, weight: Weight) -> Response {
    press_named(ui, icon, text, text, weight)
}

/// The same with a name that says more than its word, for screen readers.
pub fn press_named(
    ui: &mut Ui,
    icon: Option<Icon>,
    text: &str,
    name: &str,
    weight: Weight,
) -> Response {
    let t = Tokens::of(ui);
    let font = FontId::proportional(size::TEXT);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    let lead = if icon.is_some() { size::ICON + 7.0 } else { 0.0 };
    let pad = if weight == Weight::Quiet { 9.0 } else { 13.0 };
    let wish = vec2(lead + galley.size().x + 2.0 * pad, size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if ui.is_rect_visible(rect) {
        let ink = ground(ui, t, rect, &response, weight);
        let mut at = rect.left_center() + vec2(pad, 0.0);
        if let Some(icon) = icon {
            let square =
                Rect::from_center_size(at + vec2(size::ICON / 2.0, 0.0), Vec2::splat(size::ICON));
            icons::paint(ui.painter(), square, icon, ink);
            at.x += lead;
        }
        ui.painter().galley(at - vec2(0.0, galley.size().y / 2.0), galley, ink);
    }
    response
}

/// Paints a button's ground and says in which ink to write on it.
fn ground(ui: &Ui, t: &Tokens, rect: Rect, response: &Response, weight: Weight) -> Color32 {
    let lit = response.hovered() || response.is_pointer_button_down_on();
    let (fill, edge, ink) = match weight {
        Weight::Primary if lit => (t.accent_hover, t.accent_hover, t.on_accent),
        Weight::Primary => (t.accent, t.accent, t.on_accent),
        Weight::Plain if lit => (t.hover, t.weak, t.text),
        Weight::Plain => (t.surface, t.edge, t.text),
        Weight::Quiet if lit => (t.hover, t.hover, t.text),
        Weight::Quiet => (Color32::TRANSPARENT, Color32::TRANSPARENT, t.weak),
        Weight::Danger if lit => (t.bad_soft, t.bad, t.bad),
        Weight::Danger => (t.surface, t.edge, t.bad),
    };
    let radius = f32::from(size::RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    focus_ring(ui, t, rect, response, radius);
    ink
}

/// The ring around what has the keyboard, which comes into sight when it gets it.
pub fn focus_ring(ui: &Ui, t: &Tokens, rect: Rect, response: &Response, radius: f32) {
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand(f32::from(size::RADIUS)), None);
    }
    if response.has_focus() {
        let ring = Stroke::new(size::RING, t.accent);
        ui.painter().rect_stroke(rect.expand(2.0), radius + 2.0, ring, StrokeKind::Inside);
    }
}

/// A round button with an icon alone.
pub fn icon_press(ui: &mut Ui, icon: Icon, name: &str, mood: Option<Mood>) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(26.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if ui.is_rect_visible(rect) {
        let fill = if response.hovered() { t.hover } else { Color32::TRANSPARENT };
        ui.painter().circle_filled(rect.center(), 13.0, fill);
        let ink = match mood {
            Some(mood) => t.ink(mood),
            None if response.hovered() => t.text,
            None => t.weak,
        };
        let square = Rect::from_center_size(rect.center(), Vec2::splat(14.0));
        icons::paint(ui.painter(), square, icon, ink);
    }
    focus_ring(ui, t, rect, &response, 13.0);
    response
}

/// A chip that is on or off, perhaps with a count.
pub fn chip(ui: &mut Ui, text: &str, count: Option<u32>, chosen: bool) -> Response {
    let t = Tokens::of(ui);
    let font = FontId::proportional(size::TEXT_LABEL);
    let label = count.filter(|n| *n > 0).map_or_else(|| text.to_owned(), |n| format!("{text} {n}"));
    let ink = if chosen { t.text } else { t.weak };
    let galley = ui.painter().layout_no_wrap(label.clone(), font, ink);
    let wish = vec2(galley.size().x + 24.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, chosen, &label));
    let (fill, edge) = match (chosen, response.hovered()) {
        (true, _) => (t.chosen, t.accent),
        (false, true) => (t.hover, t.edge),
        (false, false) => (t.surface, t.line),
    };
    ui.painter().rect(rect, 13.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    focus_ring(ui, t, rect, &response, 13.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response
}

/// A word on a coloured ground with its icon: colour is never the only sign.
pub fn pill(ui: &mut Ui, icon: Option<Icon>, text: &str, mood: Mood) -> Response {
    let t = Tokens::of(ui);
    let ink = t.ink(mood);
    egui::Frame::new()
        .fill(t.ground_of(mood))
        .corner_radius(12)
        .inner_margin(egui::Margin::symmetric(10, 3))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.spacing_mut().interact_size.y = 18.0;
            ui.horizontal(|ui| {
                if let Some(icon) = icon {
                    draw(ui, icon, 14.0, ink);
                }
                ui.add(
                    Label::new(RichText::new(text).color(ink).size(size::TEXT_LABEL))
                        .selectable(false),
                );
            });
        })
        .response
}

/// An icon that is not a button.
pub fn draw(ui: &mut Ui, icon: Icon, side: f32, color: Color32) -> Response {
    draw_in(ui, icon, Vec2::splat(side), color)
}

/// The same in the middle of a room: beside the first line of a text, say.
pub fn draw_in(ui: &mut Ui, icon: Icon, room: Vec2, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    icons::paint(ui.painter(), rect, icon, color);
    response
}

/// Text of lesser weight.
pub fn weak(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = Tokens::of(ui).weak;
    ui.label(RichText::new(text).color(color))
}

/// Small text of lesser weight.
pub fn small(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = Tokens::of(ui).weak;
    ui.label(RichText::new(text).color(color).size(size::TEXT_SMALL))
}

/// Text that gives way with … when there is no room; the whole of it on hover.
pub fn short(ui: &mut Ui, text: RichText) -> Response {
    ui.add(Label::new(text).truncate())
}

/// A slider, with the ring around what has the keyboard, which egui's own has not; `label` is the label's id.
pub fn slide(ui: &mut Ui, slider: egui::Slider<'_>, label: egui::Id) -> Response {
    let response = ui.add(slider).labelled_by(label);
    focus_ring(ui, Tokens::of(ui), response.rect, &response, f32::from(size::RADIUS));
    response
}

/// A figure at the right end of its cell.
pub fn right(ui: &mut Ui, text: &str) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(gap::SMALL);
        ui.label(text);
    });
}

/// Title of a group.
pub fn group_title(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(size::TEXT_GROUP));
    ui.add_space(2.0);
}

/// Title of a group that is the label of what stands below it; gives the label's id.
pub fn group_label(ui: &mut Ui, text: &str) -> egui::Id {
    ui.label(RichText::new(text).size(size::TEXT_GROUP)).id
}

/// A label of fixed width before a control; gives the label's id.
pub fn lead(ui: &mut Ui, text: &str) -> egui::Id {
    let wish = vec2(size::LABEL, size::CONTROL);
    ui.allocate_ui_with_layout(wish, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(wish);
        ui.set_max_width(size::LABEL);
        // A long one takes a second line rather than the field's room.
        let text = RichText::new(text).color(Tokens::of(ui).weak);
        ui.add(Label::new(text).wrap()).id
    })
    .inner
}

/// A field of one line with its label before it.
pub fn field(ui: &mut Ui, label: &str, text: &mut String, width: f32) -> Response {
    ui.horizontal(|ui| {
        let id = lead(ui, label);
        edit(ui, text, width).labelled_by(id)
    })
    .inner
}

/// A field of one line without a label: give it one with `labelled_by`.
pub fn edit(ui: &mut Ui, text: &mut String, width: f32) -> Response {
    ui.add(
        TextEdit::singleline(text)
            .desired_width(width)
            .margin(vec2(8.0, 5.0))
            .align(egui::Align2::LEFT_CENTER),
    )
}

/// A search box; its name is the hint.
pub fn search(ui: &mut Ui, hint: &str, text: &mut String, width: f32, focus: bool) -> Response {
    let t = Tokens::of(ui);
    let response = ui.add(
        TextEdit::singleline(text)
            .desired_width(width)
            .hint_text(hint)
            .margin(egui::Margin { left: 30, right: 10, top: 5, bottom: 5 })
            .align(egui::Align2::LEFT_CENTER),
    );
    let response = response.accessible_name(hint);
    let square =
        Rect::from_center_size(response.rect.left_center() + vec2(17.0, 0.0), Vec2::splat(14.0));
    icons::paint(ui.painter(), square, Icon::Search, t.weak);
    if focus {
        response.request_focus();
    }
    response
}

/// The lowest and the highest level a meter shows, in dBm0.
const METER: (f32, f32) = (-45.0, 3.0);
/// Bars of a meter.
const BARS: u8 = 24;

/// How many bars of a meter are lit; a repaint is worth while only when this changes.
#[must_use]
pub fn lit_bars(level: Dbm0) -> u8 {
    (1..=BARS).rev().find(|bar| level.0 >= bar_level(*bar)).unwrap_or(0)
}

fn bar_level(bar: u8) -> f32 {
    (METER.1 - METER.0).mul_add(f32::from(bar) / f32::from(BARS), METER.0)
}

/// The level of a line.
pub fn meter(ui: &mut Ui, name: &str, level: Dbm0, wish: Vec2) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, name));
    let lit = lit_bars(level);
    let step = rect.width() / f32::from(BARS);
    for bar in 1..=BARS {
        let left = rect.left() + f32::from(bar - 1) * step;
        let cell =
            Rect::from_min_size(egui::pos2(left, rect.top()), vec2(step - 2.0, rect.height()));
        let color = match bar_level(bar) {
            _ if bar > lit => t.unlit,
            db if db > -3.0 => t.bad,
            db if db > -10.0 => t.alert,
            _ => t.good,
        };
        ui.painter().rect_filled(cell, 1.5, color);
    }
    response
}

/// The scale under a wide meter.
pub fn meter_scale(ui: &mut Ui, width: f32) {
    let t = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, 14.0), Sense::hover());
    for mark in [-40_i8, -30, -20, -10, 0] {
        let part = (f32::from(mark) - METER.0) / (METER.1 - METER.0);
        let at = egui::pos2(rect.width().mul_add(part, rect.left()), rect.top());
        let font = FontId::proportional(size::TEXT_TINY);
        ui.painter().text(at, egui::Align2::CENTER_TOP, mark.to_string(), font, t.weak);
    }
}
