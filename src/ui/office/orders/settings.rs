//! What slips look like and where they go, and the office's ways to pay. May depend on `ui`, and types of `engine`, `crm`.

use super::{OrderAction, OrderState, words};
use crate::crm::orders::slip::Paper;
use crate::engine::office::orders::{OrderSettings, PrintTo};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens, gap, size};
use egui::{TextEdit, Ui};

/// The settings being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SettingsForm {
    methods: String,
    shop: String,
    thanks: String,
    couriers: String,
    paper: Paper,
    to: PrintTo,
    printer: String,
}

impl SettingsForm {
    fn of(settings: &OrderSettings, scene: &Scene<'_>) -> Self {
        Self {
            methods: words::methods(scene).join("\n"),
            shop: settings.shop.join("\n"),
            thanks: settings.thanks.clone(),
            couriers: settings.couriers.join("\n"),
            paper: settings.paper,
            to: settings.print_to,
            printer: settings.printer.clone(),
        }
    }

    /// As they are kept.
    pub fn settings(&self) -> OrderSettings {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        OrderSettings {
            methods: lines(&self.methods),
            paper: self.paper,
            print_to: self.to,
            shop: lines(&self.shop),
            thanks: self.thanks.trim().to_owned(),
            couriers: lines(&self.couriers),
            printer: self.printer.trim().to_owned(),
        }
        .tidied()
    }
}

/// Draws the settings.
pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut OrderState, out: &mut Vec<Action>) {
    let stored = &scene.snap.settings.office.orders;
    let form = state.settings.get_or_insert_with(|| SettingsForm::of(stored, scene));
    tokens::surface(Tokens::of(ui)).show(ui, |ui| {
        ui.set_max_width(size::FORM);
        ui.horizontal_wrapped(|ui| {
            controls::lead(ui, scene.t("orders.paper"));
            for paper in Paper::ALL {
                let chosen = form.paper == paper;
                if controls::chip(ui, scene.t(words::paper(paper)), None, chosen).clicked() {
                    form.paper = paper;
                }
            }
        });
        ui.horizontal_wrapped(|ui| {
            controls::lead(ui, scene.t("orders.print_to"));
            for to in
                [PrintTo::Viewer, PrintTo::Printer, PrintTo::Thermal, PrintTo::File, PrintTo::Text]
            {
                let chosen = form.to == to;
                if controls::chip(ui, scene.t(words::print_to(to)), None, chosen).clicked() {
                    form.to = to;
                }
            }
        });
        if form.to == PrintTo::Thermal {
            controls::field(ui, scene.t("orders.printer"), &mut form.printer, 240.0);
            controls::small(ui, scene.t("orders.printer_about"));
        }
        ui.add_space(gap::SMALL);
        lines(ui, scene, "orders.shop_lines", &mut form.shop);
        lines(ui, scene, "orders.method_lines", &mut form.methods);
        lines(ui, scene, "orders.courier_lines", &mut form.couriers);
        controls::field(ui, scene.t("orders.thanks"), &mut form.thanks, 360.0);
        ui.add_space(gap::SMALL);
        let why_not = controls::needs(form.settings() != *stored, "why.unchanged");
        let save = OrderAction::SaveSettings.into();
        controls::offer(ui, scene, save, Weight::Primary, why_not, out);
    });
}

fn lines(ui: &mut Ui, scene: &Scene<'_>, label: &'static str, text: &mut String) {
    let id = controls::small(ui, scene.t(label)).id;
    ui.add(TextEdit::multiline(text).desired_rows(3).desired_width(420.0)).labelled_by(id);
}
