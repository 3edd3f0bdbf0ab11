//! The map of keys: every act of the catalogue that has one, by group. May depend on `ui`.

use super::PaletteAction;
use crate::ui::action::Action;
use crate::ui::catalogue::{self, Entry, Group};
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{Align, Context, Frame, Layout, Margin, Modal, RichText, ScrollArea, Ui, vec2};

/// Width of a column.
const COLUMN: f32 = 330.0;
/// Height of a row.
const ROW: f32 = 23.0;
/// Width of the keys in it.
const KEYS: f32 = 118.0;

/// A row: its keys, and the key of its text.
type Row = (String, &'static str);

/// Draws it.
pub(super) fn show(ctx: &Context, scene: &Scene<'_>) -> Vec<Action> {
    let mut out = Vec::new();
    let groups = groups(ctx, scene);
    let frame = Frame::window(&ctx.style_of(ctx.theme())).inner_margin(Margin::same(16));
    let modal = Modal::new(egui::Id::unique("key-map")).frame(frame);
    let shown = modal.show(ctx, |ui| {
        let room = ui.ctx().content_rect().size() - vec2(80.0, 210.0);
        ui.set_width((2.0 * COLUMN + gap::LARGE).min(room.x));
        ui.horizontal(|ui| {
            ui.label(RichText::new(scene.t("palette.keys")).size(size::TEXT_TITLE));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                controls::offer_icon(ui, scene, PaletteAction::Close.into(), None, &mut out);
            });
        });
        ui.add_space(gap::SMALL);
        ScrollArea::vertical().max_height(room.y).show(ui, |ui| columns(ui, scene, &groups));
        ui.add_space(gap::SMALL);
        controls::small(ui, scene.t("palette.keys_own"));
    });
    if shown.should_close() {
        out.push(PaletteAction::Close.into());
    }
    out
}

/// Groups with the keys in them; groups without any are left out.
fn groups(ctx: &Context, scene: &Scene<'_>) -> Vec<(Group, Vec<Row>)> {
    let all = catalogue::all();
    let rows = |group: Group| -> Vec<Row> {
        let of = all.iter().filter(|entry| entry.group == group);
        of.filter_map(|entry| row(ctx, scene, entry)).collect()
    };
    let groups = Group::ALL.into_iter().map(|group| (group, rows(group)));
    groups.filter(|(_, rows)| !rows.is_empty()).collect()
}

fn row(ctx: &Context, scene: &Scene<'_>, entry: &Entry) -> Option<Row> {
    let key = catalogue::key(scene, &entry.action)?;
    let mut keys = catalogue::written(ctx, &key);
    if let Some(second) = catalogue::second_key(&entry.action) {
        keys = format!("{keys}, {}", catalogue::written(ctx, &second));
    }
    Some((keys, name(&entry.action)))
}

/// What closes on Escape is told by its sentence; everything else by its button.
fn name(action: &Action) -> &'static str {
    match action {
        Action::ClosePopup(_) => "palette.close_card",
        other => other.face().text,
    }
}

fn columns(ui: &mut Ui, scene: &Scene<'_>, groups: &[(Group, Vec<Row>)]) {
    let all: usize = groups.iter().map(|(_, rows)| rows.len() + 2).sum();
    let mut left = Vec::new();
    let mut right = Vec::new();
    let mut taken = 0;
    for group in groups {
        let half = if taken * 2 < all { &mut left } else { &mut right };
        half.push(group);
        taken += group.1.len() + 2;
    }
    let wide = ui.available_width() > 1.5 * COLUMN;
    if wide {
        ui.horizontal_top(|ui| {
            for half in [&left, &right] {
                ui.vertical(|ui| {
                    ui.set_width(COLUMN);
                    for group in half {
                        one(ui, scene, group);
                    }
                });
            }
        });
    } else {
        left.iter().chain(&right).for_each(|group| one(ui, scene, group));
    }
}

fn one(ui: &mut Ui, scene: &Scene<'_>, (group, rows): &(Group, Vec<Row>)) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = ROW;
    controls::group_title(ui, scene.texts.t(group.title()));
    for (keys, text) in rows {
        ui.horizontal(|ui| {
            ui.allocate_ui_with_layout(
                vec2(KEYS, ROW),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_min_width(KEYS);
                    ui.label(
                        RichText::new(keys).size(size::TEXT_LABEL).color(Tokens::of(ui).accent),
                    );
                },
            );
            controls::short(ui, RichText::new(scene.texts.t(text)));
        });
    }
    ui.add_space(gap::SMALL);
}
