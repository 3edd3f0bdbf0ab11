//! Who was talked to most often. May depend on `ui`, and types of `call`.

use super::state::StatisticsState;
use super::{surface, words};
use crate::base::number::PhoneNumber;
use crate::call::statistics::Caller;
use crate::ui::action::Action;
use crate::ui::controls;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{Align, Layout, Rect, RichText, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder};

const ROW: f32 = 28.0;

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &StatisticsState, out: &mut Vec<Action>) {
    let Some((_, top)) = &state.callers else { return };
    if top.callers.is_empty() {
        return;
    }
    surface(ui, |ui| {
        controls::group_title(ui, scene.t("statistics.top_callers"));
        if let Some(newest) = top.only_newest {
            let count = words::count(newest);
            controls::small(ui, scene.tf("statistics.only_newest", &[("count", &count)]));
        }
        table(ui, scene, &top.callers, out);
    });
}

fn all(caller: &Caller) -> u64 {
    caller.incoming + caller.outgoing
}

fn table(ui: &mut Ui, scene: &Scene<'_>, callers: &[Caller], out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let most = callers.iter().map(all).max().unwrap_or(0);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let titles = [
        "statistics.party",
        "calls.number",
        "figure.all",
        "",
        "figure.incoming",
        "figure.missed",
        "figure.outgoing",
        "statistics.column_talk",
    ];
    TableBuilder::new(ui)
        .id_salt("callers")
        .vscroll(false)
        .auto_shrink([false, true])
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().at_least(90.0).clip(true))
        .column(Column::exact(130.0).clip(true))
        .column(Column::exact(44.0))
        .column(Column::exact(90.0))
        .columns(Column::exact(62.0), 3)
        .column(Column::exact(90.0))
        .header(size::HEAD, |mut row| {
            for (n, title) in titles.into_iter().enumerate() {
                row.col(|ui| {
                    if n < 2 {
                        controls::small(ui, scene.texts.t(title));
                    } else if !title.is_empty() {
                        right(ui, |ui| drop(controls::small(ui, scene.texts.t(title))));
                    }
                });
            }
        })
        .body(|mut body| {
            for caller in callers {
                body.row(ROW, |mut row| {
                    row.col(|ui| party(ui, scene, caller, out));
                    let number = scene.texts.number(&PhoneNumber::new(caller.number.clone()));
                    row.col(|ui| drop(controls::short(ui, RichText::new(number).color(t.weak))));
                    let count = |ui: &mut Ui, n: u64| {
                        let ink = if n == 0 { t.weak } else { t.text };
                        right(ui, |ui| drop(ui.label(RichText::new(words::count(n)).color(ink))));
                    };
                    row.col(|ui| count(ui, all(caller)));
                    row.col(|ui| bar(ui, t, super::chart::ratio(all(caller), most)));
                    row.col(|ui| count(ui, caller.incoming));
                    row.col(|ui| count(ui, caller.missed));
                    row.col(|ui| count(ui, caller.outgoing));
                    row.col(|ui| count(ui, caller.talk_millis / 60_000));
                });
            }
        });
}

fn right(ui: &mut Ui, draw: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::right_to_left(Align::Center), draw);
}

/// A customer's name opens the card.
fn party(ui: &mut Ui, scene: &Scene<'_>, caller: &Caller, out: &mut Vec<Action>) {
    let Some(id) = caller.customer.filter(|_| !caller.name.is_empty()) else {
        controls::weak(ui, scene.t("party.unknown"));
        return;
    };
    let look = super::figure::Look::small(size::TEXT);
    let tip = scene.t("tip.open_card");
    if super::figure::link(ui, &caller.name, &caller.name, tip, look).clicked() {
        out.push(Action::OpenCustomer(id));
    }
}

/// The count beside it as a length.
fn bar(ui: &mut Ui, t: &Tokens, part: f32) {
    let (room, _) = ui.allocate_exact_size(vec2(84.0, 8.0), Sense::hover());
    let rect = Rect::from_min_size(room.min + vec2(8.0, 0.0), vec2(72.0 * part, 8.0));
    ui.painter().rect_filled(rect, 2.0, t.accent.gamma_multiply(0.7));
}
