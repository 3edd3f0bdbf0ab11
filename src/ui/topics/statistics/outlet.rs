//! Where a list is to be written, as what; and how far the writing is. May depend on `ui`, and types of `call`, `engine`.

use super::state::StatisticsState;
use super::{StatisticsAction, surface, words};
use crate::call::statistics::{ExportOrder, ExportSubject, Format, date_of, word_keys};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::paths::{PathField, path_field};
use crate::ui::scene::Scene;
use egui::{ProgressBar, Ui};
use std::path::PathBuf;

/// What is being asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outlet {
    subject: ExportSubject,
    format: Format,
    /// As typed; `None`: as proposed.
    path: Option<String>,
}

impl Outlet {
    pub(super) fn new(subject: ExportSubject) -> Self {
        Self { subject, format: Format::default(), path: None }
    }

    /// The file as typed or chosen.
    pub(super) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// This file it is; its ending says which format, else the format says which ending.
    pub(super) fn write_to(&mut self, path: String) {
        let ends = |format: &&Format| path.ends_with(&format!(".{}", format.extension()));
        let known = Format::ALL.iter().find(ends).copied();
        self.path = Some(match known {
            Some(format) => {
                self.format = format;
                path
            }
            None => format!("{path}.{}", self.format.extension()),
        });
    }
}

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut StatisticsState,
    out: &mut Vec<Action>,
) {
    if let Some(export) = &scene.snap.statistics.export {
        surface(ui, |ui| {
            let (done, whole) = (export.done, export.whole);
            let (a, b) = (words::count(done), words::count(whole));
            controls::weak(ui, scene.tf("statistics.exporting", &[("path", &export.path)]));
            ui.horizontal(|ui| {
                let text = scene.tf("statistics.part_of", &[("part", &a), ("whole", &b)]);
                let part = super::chart::ratio(done.min(whole), whole.max(1));
                ui.add(ProgressBar::new(part).desired_width(260.0).text(text));
                let cancel = Action::Statistics(StatisticsAction::CancelExport);
                controls::offer(ui, scene, cancel, Weight::Plain, None, out);
            });
        });
        return;
    }
    let Some(outlet) = &mut state.outlet else { return };
    surface(ui, |ui| ask(ui, scene, outlet, out));
}

fn ask(ui: &mut Ui, scene: &Scene<'_>, outlet: &mut Outlet, out: &mut Vec<Action>) {
    let title = match outlet.subject {
        ExportSubject::Calls(_) => "statistics.export_calls",
        ExportSubject::Figures(_) => "statistics.export_figures",
    };
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t(title));
        for format in Format::ALL {
            let (key, tip) = match format {
                Format::Xlsx => ("statistics.xlsx", "statistics.xlsx_tip"),
                Format::Csv => ("statistics.csv", "statistics.csv_tip"),
            };
            let chip = controls::chip(ui, scene.t(key), None, outlet.format == format);
            if chip.on_hover_text(scene.t(tip)).clicked() && outlet.format != format {
                outlet.format = format;
                outlet.path = outlet.path.take().map(|path| renamed(&path, format));
            }
        }
    });
    let mut path = outlet.path.clone().unwrap_or_else(|| proposed(scene, outlet));
    let label = scene.t("statistics.file");
    if path_field(ui, scene, label, &mut path, (PathField::Statistics, 640.0), out).changed() {
        outlet.path = Some(path.clone());
    }
    controls::small(ui, scene.t("statistics.export_about"));
    ui.horizontal(|ui| {
        let order = ExportOrder {
            subject: outlet.subject.clone(),
            format: outlet.format,
            path: PathBuf::from(path.trim()),
            number_taken: true,
            words: sentences(scene),
        };
        let why_not = controls::needs(!path.trim().is_empty(), "why.path");
        let action = Action::Statistics(StatisticsAction::Export(Box::new(order)));
        controls::offer(ui, scene, action, Weight::Primary, why_not, out);
        let cancel = Action::Statistics(StatisticsAction::CancelExport);
        controls::offer(ui, scene, cancel, Weight::Quiet, None, out);
    });
}

/// The other format's ending in place of the one's.
fn renamed(path: &str, format: Format) -> String {
    let ends = |other: &Format| path.strip_suffix(&format!(".{}", other.extension()));
    match Format::ALL.iter().find_map(ends) {
        Some(stem) => format!("{stem}.{}", format.extension()),
        None => path.to_owned(),
    }
}

/// In the data folder, named by its days.
fn proposed(scene: &Scene<'_>, outlet: &Outlet) -> String {
    let (key, span) = match &outlet.subject {
        ExportSubject::Calls(list) => ("statistics.file_calls", list.scope.span),
        ExportSubject::Figures(question) => ("statistics.file_figures", question.scope.span),
    };
    let (first, last) = span.days();
    let days = if first >= last {
        date_of(first).to_string()
    } else {
        format!("{} {}", date_of(first), date_of(last))
    };
    let name = format!("{} {days}.{}", scene.t(key), outlet.format.extension());
    scene.snap.data_dir.join("exports").join(name).display().to_string()
}

/// The words of a file, in the language of the window.
fn sentences(scene: &Scene<'_>) -> std::collections::BTreeMap<String, String> {
    word_keys()
        .map(|key| (key.clone(), scene.texts.t(&key).to_owned()))
        .filter(|(key, text)| key != text)
        .collect()
}
