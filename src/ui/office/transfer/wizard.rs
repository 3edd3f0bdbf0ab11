//! Import and export in the place of the customers: the head with its steps, what is going on, and the step itself.
//! May depend on `ui`, and types of `engine`, `crm`.

use super::{Page, Step, TransferAction, TransferState, check, columns, export, file, words};
use crate::engine::office::transfer::{Going, Progress};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::OfficeState;
use crate::ui::scene::Scene;
use crate::ui::tokens::{Mood, gap, size};
use egui::{Align, Layout, ProgressBar, RichText, ScrollArea, Ui};

/// The two ways here, beside the list of customers.
pub fn buttons(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    // In the row of whoever asks, so that they wrap with its other buttons.
    for action in [TransferAction::OpenImport, TransferAction::OpenExport] {
        controls::offer(ui, scene, action.into(), Weight::Quiet, None, out);
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, office: &mut OfficeState) -> Vec<Action> {
    let (state, cards) = (&mut office.transfer, &office.cards);
    let mut out = Vec::new();
    head(ui, scene, state, &mut out);
    ScrollArea::vertical().id_salt("transfer").auto_shrink(false).show(ui, |ui| {
        ui.set_max_width((size::FORM * 1.3).min(ui.available_width()));
        if let Some(why) = &scene.snap.office.transfer.failed {
            controls::pill(ui, Some(Icon::Warn), why, Mood::Alert);
            ui.add_space(gap::SMALL);
        }
        going(ui, scene, &mut out);
        match (state.page, state.step) {
            (Page::Export, _) => export::show(ui, scene, state, cards, &mut out),
            (_, Step::File) => file::show(ui, scene, state, &mut out),
            (_, Step::Columns) => columns::show(ui, scene, state, &mut out),
            (_, Step::Check) => check::show(ui, scene, state, &mut out),
            (_, Step::Done) => check::done(ui, scene, &mut out),
        }
    });
    out
}

fn head(ui: &mut Ui, scene: &Scene<'_>, state: &TransferState, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let busy = controls::needs(scene.snap.office.transfer.going.is_none(), "why.busy");
            let close = TransferAction::Close.into();
            controls::offer(ui, scene, close, Weight::Quiet, busy, out);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = match state.page {
                    Page::Export => "transfer.export_title",
                    _ => "transfer.import_title",
                };
                ui.label(RichText::new(scene.texts.t(title)).size(size::TEXT_TITLE));
                if state.page != Page::Export {
                    ui.add_space(gap::SMALL);
                    steps(ui, scene, state.step);
                }
            });
        });
    });
    ui.add_space(gap::SMALL);
}

/// Where one is; a place, not a button.
fn steps(ui: &mut Ui, scene: &Scene<'_>, now: Step) {
    for (step, number) in Step::ALL.into_iter().zip(1..) {
        let text = format!("{number} {}", scene.texts.t(step.key()));
        if step == now {
            controls::pill(ui, None, &text, Mood::Cool);
        } else {
            controls::small(ui, text);
        }
    }
}

/// What is going on, how far it is, and the way to stop it.
fn going(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let Some((going, Progress { done, total, rows })) = scene.snap.office.transfer.going else {
        return;
    };
    let key = match going {
        Going::Looking => "transfer.going_look",
        Going::Checking => "transfer.going_check",
        Going::Importing => "transfer.going_import",
        Going::Undoing => "transfer.going_undo",
        Going::Writing => "transfer.going_write",
    };
    let text = scene.tf(key, &[("rows", &words::grouped(rows))]);
    ui.horizontal(|ui| {
        let percent = done.saturating_mul(100).checked_div(total).unwrap_or(0).min(100);
        let part = f32::from(u8::try_from(percent).unwrap_or(100)) / 100.0;
        ui.add(ProgressBar::new(part).desired_width(320.0).text(text));
        controls::offer(ui, scene, TransferAction::Cancel.into(), Weight::Plain, None, out);
    });
    ui.add_space(gap::SMALL);
}
