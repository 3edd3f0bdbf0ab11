//! The service level: which of four formulas, within how many seconds; both are settings. May depend on `ui`, and types of `call`, `engine`.

use super::cards::Cards;
use super::figure::{Look, link};
use super::{StatisticsAction, words};
use crate::call::statistics::{FigureList, Level, Within};
use crate::engine::settings::SettingChange;
use crate::engine::topics::statistics::StatisticsSettings;
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, size};
use egui::{RichText, Role, Ui, WidgetInfo};

/// Key of a formula's name.
const fn key(level: Level) -> &'static str {
    match level {
        Level::Served => "level.served",
        Level::OfAnswered => "level.of_answered",
        Level::OfAll => "level.of_all",
        Level::OfPatient => "level.of_patient",
    }
}

/// Key of a formula.
const fn formula_key(level: Level) -> &'static str {
    match level {
        Level::Served => "level.served_formula",
        Level::OfAnswered => "level.of_answered_formula",
        Level::OfAll => "level.of_all_formula",
        Level::OfPatient => "level.of_patient_formula",
    }
}

fn formula(scene: &Scene<'_>, level: Level, within: Within) -> String {
    scene.tf(formula_key(level), &[("seconds", &within.seconds().to_string())])
}

pub(super) fn card(cards: &Cards<'_>, ui: &mut Ui, out: &mut Vec<Action>) {
    let scene = cards.scene;
    let settings = &scene.snap.settings.statistics;
    let (level, within) = (settings.level, settings.within());
    cards.title(ui, "statistics.card_level");
    let ratio = level.of(cards.now, within);
    let text = words::share(ratio);
    let name = format!("{} {text}", scene.t("statistics.card_level"));
    let part = scene.tf(
        "statistics.part_of",
        &[("part", &words::count(ratio.part)), ("whole", &words::count(ratio.whole))],
    );
    let tip = format!("{}\n{part}", formula(scene, level, within));
    if link(ui, &name, &text, &tip, Look::small(27.0)).clicked() {
        let list = FigureList { scope: cards.scope.clone(), what: level.whole(within) };
        out.push(Action::Statistics(StatisticsAction::OpenList(Box::new(list))));
    }
    choose(ui, scene, settings, out);
    let was = cards.before.and_then(|before| level.of(before, within).permille());
    if let (Some(now), Some(was)) = (ratio.permille(), was) {
        let points = words::permille(now.abs_diff(was));
        let points = points.trim_end_matches(" %");
        let points = scene.tf("statistics.points", &[("a", points)]);
        cards.changed(ui, now, was, (&points, &words::permille(was)), Some(true));
    }
}

/// A menu behind the formula's name.
fn choose(ui: &mut Ui, scene: &Scene<'_>, settings: &StatisticsSettings, out: &mut Vec<Action>) {
    let within = settings.within();
    let shown = scene.tf(key(settings.level), &[("seconds", &within.seconds().to_string())]);
    let name = format!("{} {shown}", scene.t("statistics.choose_level"));
    let text =
        RichText::new(format!("{shown}     ")).size(size::TEXT_SMALL).color(Tokens::of(ui).text);
    ui.spacing_mut().button_padding = egui::vec2(0.0, 0.0);
    ui.spacing_mut().interact_size.y = 18.0;
    let button = egui::Button::new(text).frame(false).truncate();
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(300.0);
        let mut wished = settings.clone();
        for level in Level::ALL {
            let text = scene.tf(key(level), &[("seconds", &within.seconds().to_string())]);
            let row = ui.radio_value(&mut wished.level, level, text);
            row.on_hover_text(formula(scene, level, within));
        }
        ui.separator();
        ui.horizontal(|ui| {
            for limit in Within::all() {
                let text = scene.tf("statistics.s", &[("a", &limit.seconds().to_string())]);
                ui.radio_value(&mut wished.within_seconds, limit.seconds(), text);
            }
        });
        if wished != *settings {
            out.push(Action::Set(SettingChange::Statistics(wished)));
        }
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    opens_below(ui, response.rect);
    response.on_hover_text(scene.t("statistics.choose_level"));
}

/// A small triangle at the right end: there is a menu behind the words.
fn opens_below(ui: &Ui, rect: egui::Rect) {
    let tip = egui::pos2(rect.right() - 6.0, rect.center().y + 3.0);
    let corners = vec![tip - egui::vec2(4.0, 5.0), tip + egui::vec2(4.0, -5.0), tip];
    let ink = Tokens::of(ui).weak;
    ui.painter().add(egui::Shape::convex_polygon(corners, ink, egui::Stroke::NONE));
}
