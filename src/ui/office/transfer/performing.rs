//! What each of its actions does. May depend on `ui`, and types of `engine`, `crm`.

use super::words::file_words;
use super::{Erasing, Page, Step, TransferAction, TransferState};
use crate::crm::cards::CardFilter;
use crate::crm::transfer::report::Chosen;
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::transfer::{
    ImportOrder, ListFormat, ListOrder, Reading, TransferCommand,
};
use crate::engine::settings::SettingChange;
use crate::ui::app::App;
use crate::ui::texts::Texts;
use egui::Context;
use std::path::PathBuf;

/// Performs one action.
#[allow(clippy::needless_pass_by_value, reason = "every topic has this door")]
pub fn perform(app: &mut App, _ctx: &Context, action: TransferAction) {
    let texts = app.texts().clone();
    let data = app.snap.data_dir.clone();
    let state = &mut app.state.office.transfer;
    let command = match action {
        TransferAction::OpenImport => {
            *state = TransferState { page: Page::Import, ..TransferState::default() };
            state.manner = app.snap.settings.office.transfer.manner;
            TransferCommand::Close
        }
        TransferAction::OpenExport => open_export(app, false),
        TransferAction::ExportChosen => open_export(app, true),
        TransferAction::Close => {
            state.page = Page::None;
            TransferCommand::Close
        }
        TransferAction::Look => {
            state.looked = true;
            TransferCommand::Look(reading(state))
        }
        TransferAction::Back(step) => {
            state.step = step;
            return;
        }
        TransferAction::Check => {
            state.step = Step::Check;
            TransferCommand::Import(Box::new(order(state, &texts, true)))
        }
        TransferAction::Import => {
            state.step = Step::Done;
            let order = order(state, &texts, false);
            remember(app, &order);
            TransferCommand::Import(Box::new(order))
        }
        TransferAction::Undo(id) => TransferCommand::UndoImport(id),
        TransferAction::Cancel => TransferCommand::Cancel,
        TransferAction::Export => {
            let path = state.export_path(&texts, &data);
            let chosen = state.chosen();
            let (path, format) = (PathBuf::from(path.trim()), state.format);
            let words = file_words(&texts);
            TransferCommand::Export(Box::new(ListOrder { path, format, chosen, words }))
        }
        TransferAction::Template(format) => {
            TransferCommand::Template(Box::new(template(&texts, &data, format)))
        }
        TransferAction::ExportPerson(id) => {
            let name = format!("{} {id}.json", texts.t("transfer.person_file"));
            TransferCommand::ExportPerson(id, data.join("exports").join(name))
        }
        TransferAction::AskErase(customer) => {
            let sure = state.erasing.is_some_and(|known| known.customer == customer);
            state.erasing = Some(Erasing { customer, sure });
            return;
        }
        TransferAction::Erase(customer) => {
            state.erasing = None;
            app.state.customers.open = None;
            TransferCommand::Erase(customer)
        }
        TransferAction::KeepPerson => {
            state.erasing = None;
            return;
        }
    };
    app.send(Command::Office(OfficeCommand::Transfer(command)));
}

/// Begins with what the list of customers shows, or with those who were chosen in it.
fn open_export(app: &mut App, only_chosen: bool) -> TransferCommand {
    let text = app.state.customers.text.trim().to_owned();
    let cards = &app.state.office.cards;
    app.state.office.transfer = TransferState {
        page: Page::Export,
        out_filter: CardFilter { text, ..cards.filter.clone() },
        out_chosen: cards.ticked(),
        out_only_chosen: only_chosen,
        ..TransferState::default()
    };
    TransferCommand::Close
}

/// A file that was chosen is looked at at once, unless another is on its way.
pub fn look_at(app: &mut App, ctx: &Context, path: String) {
    app.state.office.transfer.path = path;
    if app.snap.office.transfer.going.is_none() {
        perform(app, ctx, TransferAction::Look);
    }
}

fn reading(state: &TransferState) -> Reading {
    Reading {
        path: PathBuf::from(state.path.trim()),
        encoding: state.encoding.map(str::to_owned),
        delimiter: None,
    }
}

fn order(state: &TransferState, texts: &Texts, dry: bool) -> ImportOrder {
    ImportOrder {
        reading: reading(state),
        targets: state.targets.clone(),
        manner: state.manner,
        dry,
        words: file_words(texts),
    }
}

fn template(texts: &Texts, data: &std::path::Path, format: ListFormat) -> ListOrder {
    let name = format!("{}.{}", texts.t("transfer.template_file"), format.extension());
    ListOrder {
        path: data.join("exports").join(name),
        format,
        chosen: Chosen::default(),
        words: file_words(texts),
    }
}

/// The next import begins with the choices of this one.
fn remember(app: &mut App, order: &ImportOrder) {
    let mut office = app.snap.settings.office.clone();
    if office.transfer.manner != order.manner {
        office.transfer.manner = order.manner;
        app.send(Command::Set(SettingChange::Office(Box::new(office))));
    }
}
