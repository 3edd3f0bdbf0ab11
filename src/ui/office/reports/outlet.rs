//! Where the report is to be written, as what; and how far the writing is. May depend on `ui`, and types of `engine`.

use super::state::ReportState;
use super::{ReportAction, words};
use crate::engine::office::reports::{ReportFormat, ReportOrder, ReportTo};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use crate::ui::tokens::{self, Tokens};
use egui::{Margin, ProgressBar, Ui};
use std::path::PathBuf;

/// What is being asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Outlet {
    format: ReportFormat,
    /// As typed; `None`: as proposed.
    path: Option<String>,
}

impl Outlet {
    /// The file as typed or chosen.
    pub(super) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// This file it is; its ending says which format, else the format says which ending.
    pub(super) fn write_to(&mut self, path: String) {
        let ends = |format: &&ReportFormat| path.ends_with(&format!(".{}", format.extension()));
        let known = ReportFormat::ALL.iter().find(ends).copied();
        self.path = Some(match known {
            Some(format) => {
                self.format = format;
                path
            }
            None => format!("{path}.{}", self.format.extension()),
        });
    }

    fn choose(&mut self, format: ReportFormat) {
        self.format = format;
        let renamed = |path: String| {
            let ends = |other: &ReportFormat| path.strip_suffix(&format!(".{}", other.extension()));
            let stem = ReportFormat::ALL.iter().find_map(ends).map(str::to_owned);
            stem.map_or(path.clone(), |stem| format!("{stem}.{}", format.extension()))
        };
        self.path = self.path.take().map(renamed);
    }
}

const fn format_key(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Xlsx => "reports.xlsx",
        ReportFormat::Csv => "reports.csv",
        ReportFormat::Pdf => "reports.pdf",
    }
}

pub(super) fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ReportState, out: &mut Vec<Action>) {
    let frame = tokens::surface(Tokens::of(ui)).inner_margin(Margin::symmetric(14, 10));
    if let Some((done, whole)) = scene.snap.office.reports.writing {
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_width(ui.available_width());
                let part = super::chart::ratio(
                    i64::try_from(done.min(whole)).unwrap_or(i64::MAX),
                    i64::try_from(whole).unwrap_or(i64::MAX),
                );
                let part = if whole == 0 { 0.0 } else { part };
                let bar = ProgressBar::new(part).desired_width(260.0);
                ui.add(bar.text(scene.t("reports.writing")));
                let cancel = ReportAction::Cancel.into();
                controls::offer(ui, scene, cancel, Weight::Plain, None, out);
            });
        });
        return;
    }
    let question = state.question(scene);
    let part = state.part;
    let Some(outlet) = &mut state.outlet else { return };
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            controls::group_title(ui, scene.t(words::part(part)));
            for format in ReportFormat::ALL {
                let chosen = outlet.format == format;
                if controls::chip(ui, scene.t(format_key(format)), None, chosen).clicked() {
                    outlet.choose(format);
                }
            }
        });
        let proposed = || {
            let title = scene.t(words::part(part));
            let days = state.period.days(scene.wall).text().replace(" – ", " ");
            let name = format!("{title} {days}.{}", outlet.format.extension());
            scene.snap.data_dir.join("exports").join(name).display().to_string()
        };
        let mut path = outlet.path.clone().unwrap_or_else(proposed);
        let label = scene.t("reports.file");
        if path_field(ui, scene, label, &mut path, (PathField::Reports, 640.0), out).changed() {
            outlet.path = Some(path.clone());
        }
        ui.horizontal(|ui| {
            let order = ReportOrder {
                question,
                to: ReportTo::File {
                    path: PathBuf::from(path.trim()),
                    format: outlet.format,
                    number_taken: true,
                },
                shop: scene.snap.settings.office.orders.shop.clone(),
                words: words::sentences(scene),
            };
            let why_not = controls::needs(!path.trim().is_empty(), "why.path");
            let write = ReportAction::Write(Box::new(order)).into();
            controls::offer(ui, scene, write, Weight::Primary, why_not, out);
            controls::offer(ui, scene, ReportAction::Cancel.into(), Weight::Quiet, None, out);
        });
    });
}
