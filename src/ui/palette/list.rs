//! The palette itself: a field, the acts that fit, most used first. Up and down choose, Enter does, Escape closes.
//! May depend on `ui`, and types of `call`, `base`.

use super::matching::Name;
use super::{PaletteAction, PaletteState};
use crate::base::number::PhoneNumber;
use crate::call::dialling::DialSource;
use crate::ui::action::Action;
use crate::ui::catalogue::{self, Group};
use crate::ui::controls;
use crate::ui::icons::{self, Icon};
use crate::ui::office::staff::gate;
use crate::ui::scene::Scene;
use crate::ui::state::{Screen, ViewState};
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::dialling::{DialAction, hindrance};
use crate::ui::walking;
use egui::{
    Align2, Color32, Context, FontId, Frame, Key, Margin, Modal, Rect, Response, Role, ScrollArea,
    Sense, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

/// Width of the palette.
const WIDTH: f32 = 560.0;
/// Rows in sight.
const ROWS: f32 = 9.0;
/// Digits from which on what is typed may be a number to dial.
const LEAST_DIGITS: usize = 3;

/// A row.
struct Row {
    text: String,
    group: String,
    key: String,
    icon: Option<Icon>,
    wish: Action,
    /// Why it cannot be done by whoever works here.
    denied: Option<String>,
}

/// Draws it.
pub(super) fn show(ctx: &Context, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let rows = rows(ctx, scene, state);
    let area = Modal::default_area(egui::Id::unique("palette"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, size::LINE_BAR + gap::LARGE));
    let frame = Frame::window(&ctx.style_of(ctx.theme())).inner_margin(Margin::same(10));
    let modal = Modal::new(egui::Id::unique("palette")).area(area).frame(frame);
    let shown = modal.show(ctx, |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 40.0));
        content(ui, scene, &mut state.palette, &rows, &mut out);
    });
    if shown.should_close() {
        out.push(PaletteAction::Close.into());
    }
    out
}

fn content(
    ui: &mut Ui,
    scene: &Scene<'_>,
    palette: &mut PaletteState,
    rows: &[Row],
    out: &mut Vec<Action>,
) {
    let walked = walk(ui, palette, rows.len());
    field(ui, scene, palette);
    ui.add_space(gap::TIGHT);
    if rows.is_empty() {
        ui.add_space(gap::MEDIUM);
        controls::weak(ui, scene.t("palette.nothing"));
        ui.add_space(gap::MEDIUM);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut done = ui.input(|input| input.key_pressed(Key::Enter)).then_some(palette.chosen);
    let height = size::ROW * ROWS;
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        for (at, row) in rows.iter().enumerate() {
            let response = draw(ui, row, at == palette.chosen);
            if walked && at == palette.chosen {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                done = Some(at);
            }
            if let Some(why) = &row.denied {
                response.on_hover_text(why);
            }
        }
    });
    ui.add_space(gap::SMALL);
    controls::small(ui, scene.t("palette.hint"));
    let chosen = done.and_then(|at| rows.get(at)).filter(|row| row.denied.is_none());
    out.extend(chosen.map(|row| row.wish.clone()));
}

fn field(ui: &mut Ui, scene: &Scene<'_>, palette: &mut PaletteState) {
    let hint = scene.t("palette.field");
    let edit = TextEdit::singleline(&mut palette.text)
        .desired_width(f32::INFINITY)
        .hint_text(hint)
        .font(FontId::proportional(size::TEXT_GROUP))
        .margin(vec2(10.0, 7.0));
    let response = ui.add(edit).accessible_name(hint);
    if response.changed() {
        palette.chosen = 0;
    }
    if std::mem::take(&mut palette.focus) || !response.has_focus() {
        response.request_focus();
    }
}

/// Up and down; whether the chosen row has changed.
fn walk(ui: &Ui, palette: &mut PaletteState, count: usize) -> bool {
    let last = count.saturating_sub(1);
    let before = palette.chosen;
    palette.chosen = palette.chosen.min(last);
    if walking::pressed(ui, Key::ArrowDown) {
        palette.chosen = if palette.chosen == last { 0 } else { palette.chosen + 1 };
    }
    if walking::pressed(ui, Key::ArrowUp) {
        palette.chosen = palette.chosen.checked_sub(1).unwrap_or(last);
    }
    before != palette.chosen
}

fn draw(ui: &mut Ui, row: &Row, chosen: bool) -> Response {
    let t = Tokens::of(ui);
    let wish = vec2(ui.available_width(), size::ROW);
    let (rect, response) = ui.allocate_exact_size(wish, Sense::click());
    let enabled = row.denied.is_none();
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, enabled, chosen, &row.text));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let fill = match (chosen, response.hovered()) {
        (true, _) => t.chosen,
        (false, true) => t.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, f32::from(size::RADIUS), fill);
    if response.has_focus() {
        controls::focus_ring(ui, t, rect.shrink(2.0), &response, f32::from(size::RADIUS));
    }
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let ink = if enabled { t.text } else { t.weak };
    if let Some(icon) = row.icon {
        let at = inner.left_center() + vec2(size::ICON / 2.0, 0.0);
        let square = Rect::from_center_size(at, Vec2::splat(size::ICON));
        icons::paint(ui.painter(), square, icon, t.weak);
    }
    let at = inner.left_center() + vec2(size::ICON + 10.0, 0.0);
    let font = FontId::proportional(size::TEXT);
    ui.painter().text(at, Align2::LEFT_CENTER, &row.text, font, ink);
    let font = FontId::proportional(size::TEXT_SMALL);
    let right = inner.right_center();
    let used = ui.painter().text(right, Align2::RIGHT_CENTER, &row.key, font.clone(), t.text);
    let beside = inner.right_center() - vec2(used.width() + gap::MEDIUM, 0.0);
    ui.painter().text(beside, Align2::RIGHT_CENTER, &row.group, font, t.weak);
    response
}

/// The rows, best first: what was typed decides, then how often each was chosen, then the order of the catalogue.
fn rows(ctx: &Context, scene: &Scene<'_>, state: &ViewState) -> Vec<Row> {
    let typed = state.palette.text.trim();
    let used = &scene.snap.settings.look.used;
    let mut found: Vec<(u32, u32, Row)> = Vec::new();
    for entry in catalogue::all() {
        let is_self =
            matches!(&entry.action, Action::Palette(PaletteAction::Toggle) | Action::ClosePopup(_));
        let Some(action) = catalogue::meant(scene, state, &entry.action).filter(|_| !is_self)
        else {
            continue;
        };
        let face = action.face();
        let text = scene.texts.t(face.text);
        let group = scene.texts.t(entry.group.title());
        let fit = Name::new(&[text]).fit_among(&Name::new(&[group]), typed);
        let Some(fit) = fit else { continue };
        let times = used.get(face.text).copied().unwrap_or(0);
        let key = catalogue::key(scene, &entry.action);
        let key = key.map(|key| catalogue::written(ctx, &key)).unwrap_or_default();
        let row = Row {
            text: text.to_owned(),
            group: group.to_owned(),
            key,
            icon: face.icon,
            denied: gate::denied(scene, &action),
            wish: PaletteAction::Do(entry.on, Box::new(action)).into(),
        };
        found.push((fit, times, row));
    }
    found.sort_by_key(|(fit, times, _)| std::cmp::Reverse((*fit, *times)));
    let mut rows: Vec<Row> = found.into_iter().map(|(_, _, row)| row).collect();
    if let Some(dial) = dial(scene, typed) {
        rows.insert(0, dial);
    }
    if !typed.is_empty() {
        rows.push(customers(scene, typed));
    }
    rows
}

/// A number that was typed can be dialled.
fn dial(scene: &Scene<'_>, typed: &str) -> Option<Row> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let is_number = typed.chars().all(|c| c.is_ascii_digit() || "+-() *#".contains(c));
    if !is_number || digits < LEAST_DIGITS {
        return None;
    }
    let number = PhoneNumber::new(typed);
    let shown = scene.texts.number(&number);
    let wish = Action::Dialling(DialAction::Dial(number, None, DialSource::Field));
    Some(Row {
        text: scene.tf("palette.dial", &[("number", &shown)]),
        group: scene.texts.t(Group::Calls.title()).to_owned(),
        key: String::new(),
        icon: Some(Icon::Phone),
        denied: hindrance(scene).map(|why| scene.texts.t(why).to_owned()),
        wish: PaletteAction::Do(None, Box::new(wish)).into(),
    })
}

/// Whatever was typed may be a customer.
fn customers(scene: &Scene<'_>, typed: &str) -> Row {
    let face = Action::Show(Screen::Customers).face();
    Row {
        text: scene.tf("palette.customers", &[("words", typed)]),
        group: scene.texts.t(Group::Customers.title()).to_owned(),
        key: String::new(),
        icon: face.icon,
        denied: None,
        wish: PaletteAction::Customers(typed.to_owned()).into(),
    }
}
