//! The second step: what each column means, beside what stands in it; what the import may do.
//! May depend on `ui`, and types of `engine`, `crm`.

use super::{Step, TransferAction, TransferState, words};
use crate::crm::transfer::column::Target;
use crate::crm::transfer::report::Preview;
use crate::crm::transfer::{MatchBy, Mode};
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::scene::Scene;
use crate::ui::tokens::gap;
use crate::ui::views::exchange;
use crate::ui::views::settings::group;
use egui::{ComboBox, Grid, RichText, ScrollArea, Ui};

/// Rows of the file that are shown beside a column.
const SAMPLES: usize = 3;
/// Height of the table before it scrolls.
const TABLE: f32 = 360.0;

pub(super) fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut TransferState,
    out: &mut Vec<Action>,
) {
    let Some(preview) = &scene.snap.office.transfer.preview else {
        controls::weak(ui, scene.t("transfer.no_file"));
        controls::offer(
            ui,
            scene,
            TransferAction::Back(Step::File).into(),
            Weight::Plain,
            None,
            out,
        );
        return;
    };
    group(ui, |ui| {
        controls::group_title(ui, scene.t("transfer.columns"));
        let about = if preview.is_vcard {
            "transfer.columns_vcard"
        } else if preview.remembered {
            "transfer.columns_remembered"
        } else {
            "transfer.columns_about"
        };
        let read_as = scene.tf("transfer.read_as", &[("encoding", &preview.encoding)]);
        controls::small(ui, format!("{read_as}  ·  {}", scene.t(about)));
        ui.add_space(gap::TIGHT);
        table(ui, scene, preview, &mut state.targets);
    });
    group(ui, |ui| manner(ui, scene, state));
    ui.horizontal(|ui| {
        let busy = controls::needs(scene.snap.office.transfer.going.is_none(), "why.busy");
        let check = TransferAction::Check.into();
        controls::offer(ui, scene, check, Weight::Primary, busy, out);
        let back = TransferAction::Back(Step::File).into();
        controls::offer(ui, scene, back, Weight::Plain, busy, out);
    });
}

fn table(ui: &mut Ui, scene: &Scene<'_>, preview: &Preview, targets: &mut [Target]) {
    let options: Vec<Target> = Target::PLAIN
        .into_iter()
        .chain(preview.office.fields.iter().map(|field| Target::Field(field.id)))
        .collect();
    ScrollArea::both().id_salt("columns").max_height(TABLE).auto_shrink([false, true]).show(
        ui,
        |ui| {
            Grid::new("columns").num_columns(2 + SAMPLES).spacing([14.0, 6.0]).show(ui, |ui| {
                controls::small(ui, scene.t("transfer.column"));
                controls::small(ui, scene.t("transfer.means"));
                controls::small(ui, scene.t("transfer.rows_begin"));
                ui.end_row();
                for (at, target) in targets.iter_mut().enumerate() {
                    let name = preview.head.get(at).map_or("", String::as_str);
                    let name: String = name.chars().take(24).collect();
                    let label = ui.label(&name);
                    if preview.is_vcard {
                        ui.label(words::target(scene.texts, preview, *target));
                    } else {
                        ComboBox::from_id_salt(("means", at))
                            .selected_text(words::target(scene.texts, preview, *target))
                            .width(190.0)
                            .show_ui(ui, |ui| {
                                for option in &options {
                                    let text = words::target(scene.texts, preview, *option);
                                    ui.selectable_value(target, *option, text);
                                }
                            })
                            .response
                            .labelled_by(label.id);
                    }
                    for row in preview.rows.iter().take(SAMPLES) {
                        let cell = row.get(at).map_or("", String::as_str);
                        let cell: String = cell.chars().take(18).collect();
                        ui.label(RichText::new(cell.replace('\n', " ")).weak());
                    }
                    ui.end_row();
                }
            });
        },
    );
}

fn manner(ui: &mut Ui, scene: &Scene<'_>, state: &mut TransferState) {
    controls::group_title(ui, scene.t("transfer.manner"));
    let modes = Mode::ALL.map(|mode| {
        let key = match mode {
            Mode::Create => "transfer.mode_create",
            Mode::Update => "transfer.mode_update",
            Mode::Both => "transfer.mode_both",
        };
        (mode, key)
    });
    exchange::choice(ui, scene, "transfer.mode", &mut state.manner.mode, &modes);
    let keys = MatchBy::ALL.map(|by| {
        let key = match by {
            MatchBy::Number => "transfer.by_number",
            MatchBy::NameAndNumber => "transfer.by_name_and_number",
            MatchBy::OwnId => "transfer.by_own_id",
            MatchBy::Nothing => "transfer.by_nothing",
        };
        (by, key)
    });
    exchange::choice(ui, scene, "transfer.by", &mut state.manner.by, &keys);
    ui.checkbox(&mut state.manner.take_lossy, scene.t("transfer.take_lossy"));
}
