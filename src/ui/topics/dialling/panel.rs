//! The dial panel: a field that shows what will be dialled, a keypad, the speed dial, numbers dialled before.
//! F9 opens it, Enter dials. May depend on `ui`, and types of `engine`, `call`.

use super::button::{hindrance, icon_button};
use super::words::{doubt, trouble};
use super::{DialAction, DialState, bar, clipboard, confirm, speed};
use crate::base::number::PhoneNumber;
use crate::call::dialling::DialSource;
use crate::call::dialling::prepare::{Whereabouts, prepare};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::scene::Scene;
use crate::ui::state::ViewState;
use crate::ui::tokens::{Tokens, gap, size};
use crate::ui::topics::places;
use crate::ui::widgets::dialog;
use crate::ui::wording;
use egui::{Align, Align2, Context, Key, Layout, Margin, RichText, ScrollArea, Ui, vec2};

/// Draws whatever floats above the page: the panel, a question, a number to be dialled by hand.
pub fn show(ctx: &Context, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    state.dialling.follow(scene.snap);
    let mut out = confirm::show(ctx, scene);
    chip(ctx, scene, &state.dialling, &mut out);
    if !state.dialling.open {
        return out;
    }
    let strip = if bar::wanted(scene, &state.manners) { size::CALL_BAR } else { 0.0 };
    let top = size::LINE_BAR + strip + gap::SMALL;
    let place = (Align2::LEFT_TOP, vec2(size::RAIL + gap::SMALL, top));
    let title = scene.t("dialling.panel");
    dialog::float(ctx, "dial-panel", title, place, Margin::same(14), |ui| {
        ui.set_width(size::DIAL_PANEL);
        content(ui, scene, &mut state.dialling, &mut out);
    });
    out
}

/// The offer of a number on the clipboard, at the lower left.
fn chip(ctx: &Context, scene: &Scene<'_>, state: &DialState, out: &mut Vec<Action>) {
    if state.clip.is_none() {
        return;
    }
    let place = (Align2::LEFT_BOTTOM, vec2(size::RAIL + gap::SMALL, -gap::SMALL));
    let title = scene.t("dialling.clip_tip");
    dialog::float(ctx, "dial-chip", title, place, Margin::symmetric(6, 4), |ui| {
        ui.horizontal(|ui| clipboard::chip(ui, scene, state, out));
    });
}

fn content(ui: &mut Ui, scene: &Scene<'_>, state: &mut DialState, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(scene.t("dialling.panel")).size(size::TEXT_GROUP));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = Action::Dialling(DialAction::ClosePanel);
            controls::offer_icon(ui, scene, close, None, out);
        });
    });
    field(ui, scene, state, out);
    preparation(ui, scene, &state.text);
    keypad(ui, scene, state);
    let room = (ui.ctx().content_rect().height() - 470.0).clamp(120.0, 420.0);
    let list = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    list.auto_shrink([false, true]).show(ui, |ui| {
        speed::show(ui, scene, state, out);
        recent(ui, scene, state, out);
    });
}

fn field(ui: &mut Ui, scene: &Scene<'_>, state: &mut DialState, out: &mut Vec<Action>) {
    let hint = scene.t("dialling.field").to_owned();
    let width = ui.available_width() - 102.0;
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(&mut state.text)
            .desired_width(width)
            .hint_text(&hint)
            .font(egui::FontId::proportional(size::TEXT_TITLE))
            .align(Align2::LEFT_CENTER)
            .margin(vec2(8.0, 4.0));
        let response = ui.add(field).accessible_name(hint);
        if std::mem::take(&mut state.focus) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let typed = !state.text.trim().is_empty();
        let why_not = hindrance(scene).or(controls::needs(typed, "why.number"));
        let ready = why_not.is_none();
        let number = PhoneNumber::new(state.text.trim());
        let dial = Action::Dialling(DialAction::Dial(number, None, DialSource::Field));
        controls::offer(ui, scene, dial.clone(), Weight::Primary, why_not, out);
        if entered && ready {
            out.push(dial);
        } else if entered {
            // As on a telephone: an empty field and the key bring the last number back, once more dials it.
            let may = state.text.is_empty() && !scene.texts.masks();
            if let Some(last) = scene.snap.dialling.last.as_ref().filter(|_| may) {
                state.text = last.pretty();
            }
            response.request_focus();
        }
    });
}

/// What will be dialled, while it is being typed.
fn preparation(ui: &mut Ui, scene: &Scene<'_>, text: &str) {
    let t = Tokens::of(ui);
    let settings = &scene.snap.settings;
    let number = PhoneNumber::new(text.trim());
    let area = places::area_of(scene, &number);
    let home_area = &settings.home_area_code;
    let place = Whereabouts { home_area, mobile_area: area.as_deref() };
    let (words, ink) = if text.trim().is_empty() {
        (scene.t("dialling.field_hint").to_owned(), t.weak)
    } else {
        match prepare(text, &settings.dialling.plan, place) {
            Ok(ready) if ready.emergency => {
                (scene.tf("dialling.will_dial_emergency", &[("keys", &ready.shown)]), t.bad)
            }
            Ok(ready) => match ready.doubts.first() {
                Some(first) => {
                    let keys = scene.tf("dialling.will_dial", &[("keys", &ready.shown)]);
                    (format!("{keys} · {}", doubt(scene, first)), t.alert)
                }
                None => (scene.tf("dialling.will_dial", &[("keys", &ready.shown)]), t.good),
            },
            Err(why) => (scene.texts.t(trouble(&why)).to_owned(), t.bad),
        }
    };
    ui.add(egui::Label::new(RichText::new(words).size(size::TEXT_SMALL).color(ink)).wrap());
    let belongs = places::place_text(scene, &number);
    if !belongs.is_empty() {
        controls::small(ui, belongs);
    }
}

fn keypad(ui: &mut Ui, scene: &Scene<'_>, state: &mut DialState) {
    ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
    let wide = (ui.available_width() - 12.0) / 3.0;
    for row in ["123", "456", "789", "*0#"] {
        ui.horizontal(|ui| {
            for key in row.chars() {
                let text = RichText::new(key.to_string()).size(size::TEXT_GROUP);
                let button = egui::Button::new(text).min_size(vec2(wide, size::CONTROL));
                let name = scene.tf("dialling.key_name", &[("key", &key.to_string())]);
                let response = ui.add(button);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.clicked() {
                    state.text.push(key);
                }
            }
        });
    }
    ui.spacing_mut().item_spacing = vec2(gap::SMALL, gap::SMALL);
}

fn recent(ui: &mut Ui, scene: &Scene<'_>, state: &DialState, out: &mut Vec<Action>) {
    ui.add_space(gap::TIGHT);
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("dialling.recent"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let last = scene.snap.dialling.last.is_some();
            let why_not = hindrance(scene).or(controls::needs(last, "dialling.no_recent"));
            let redial = Action::Dialling(DialAction::Redial);
            controls::offer(ui, scene, redial, Weight::Quiet, why_not, out);
        });
    });
    if state.recent.is_empty() {
        controls::weak(ui, scene.t("dialling.no_recent"));
    }
    for row in &state.recent {
        ui.push_id(row.number.as_str(), |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let (number, customer) = (Some(&row.number), row.customer);
                    icon_button(ui, scene, number, customer, DialSource::Redial, out);
                    let at = wording::moment(scene.texts, row.at_utc_millis, scene.wall);
                    controls::small(ui, at);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let weak = Tokens::of(ui).weak;
                        controls::draw(ui, Icon::Outgoing, 14.0, weak);
                        let number = scene.texts.number(&row.number);
                        let name =
                            if row.party.is_empty() { number.clone() } else { row.party.clone() };
                        controls::short(ui, RichText::new(name));
                        if !row.party.is_empty() {
                            controls::short(ui, RichText::new(number).color(weak));
                        }
                        if row.times > 1 {
                            controls::small(ui, format!("×{}", row.times));
                        }
                    });
                });
            });
        });
    }
}
