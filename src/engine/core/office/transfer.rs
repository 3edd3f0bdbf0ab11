//! Lists in and out: CSV, xlsx, vCard, dry run, quarantine, undo of a whole import: what the core knows and decides.
//! One work at a time. May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::crm::office::OfficeOp;
use crate::crm::transfer::TransferOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::transfer::{
    Going, Progress, TransferCommand, TransferNews, TransferView, TransferWork,
};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct TransferDesk {
    view: TransferView,
}

impl TransferDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> TransferView {
        self.view.clone()
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn transfer_command(
        &mut self,
        command: TransferCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let view = &mut self.office.transfer.view;
        let is_going = view.going.is_some();
        match command {
            TransferCommand::Cancel if is_going => {
                out.push(Effect::Transfer(TransferWork::Cancel));
            }
            TransferCommand::Cancel => {}
            TransferCommand::Close if is_going => {}
            TransferCommand::Close => *view = TransferView::default(),
            TransferCommand::Erase(id) => {
                let op = OfficeOp::Transfer(TransferOp::Erase(id));
                out.push(Effect::Store(StoreOp::Office(Box::new(op))));
            }
            _ if is_going => self.refuse("transfer: something is going on already", now, out),
            TransferCommand::Look(reading) => {
                *view = TransferView::default();
                self.transfer_begin(Going::Looking, TransferWork::Look(reading), out);
            }
            TransferCommand::Import(order) => {
                let going = if order.dry { Going::Checking } else { Going::Importing };
                (view.checked, view.imported) = (view.checked.take().filter(|_| !order.dry), None);
                self.transfer_begin(going, TransferWork::Import(order), out);
            }
            TransferCommand::UndoImport(id) => {
                view.undone = None;
                self.transfer_begin(Going::Undoing, TransferWork::UndoImport(id), out);
            }
            TransferCommand::Export(order) => {
                self.transfer_begin(Going::Writing, TransferWork::Export(order), out);
            }
            TransferCommand::Template(order) => {
                self.transfer_begin(Going::Writing, TransferWork::Template(order), out);
            }
            TransferCommand::ExportPerson(id, path) => {
                self.transfer_begin(Going::Writing, TransferWork::ExportPerson(id, path), out);
            }
        }
    }

    fn transfer_begin(&mut self, going: Going, work: TransferWork, out: &mut Vec<Effect>) {
        let view = &mut self.office.transfer.view;
        view.failed = None;
        view.going = Some((going, Progress::default()));
        out.push(Effect::Transfer(work));
    }

    /// What the runtime brought.
    pub(in crate::engine::core) fn transfer_news(
        &mut self,
        news: TransferNews,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let view = &mut self.office.transfer.view;
        if let (TransferNews::Grew(progress), Some((going, _))) = (&news, view.going) {
            view.going = Some((going, *progress));
            return;
        }
        let was = view.going.take().map(|(going, _)| going);
        match news {
            TransferNews::Grew(_) | TransferNews::Cancelled => {}
            TransferNews::Looked(preview) => view.preview = Some(preview),
            TransferNews::Imported(report) if was == Some(Going::Checking) => {
                view.checked = (!report.stopped).then_some(report);
            }
            TransferNews::Imported(report) => {
                view.imported = Some(report);
                self.data_revision += 1;
                self.cards_changed(out);
            }
            TransferNews::Undone(report, _) => {
                view.undone = Some(report);
                view.imported = None;
                view.checked = None;
                self.data_revision += 1;
                self.cards_changed(out);
            }
            TransferNews::Written(path, _) => {
                let topic = Topic::Exported(path.display().to_string());
                self.notice(Severity::Info, topic, now, out);
            }
            TransferNews::Failed(why) => {
                view.failed = Some(why.clone());
                self.notice(Severity::Error, Topic::TransferFailed(why), now, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::crm::transfer::report::ImportReport;
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::office::OfficeCommand;
    use crate::engine::office::transfer::{ImportOrder, Reading};
    use crate::engine::settings::Settings;
    use std::sync::Arc;

    fn wish(core: &mut Core, command: TransferCommand) -> Vec<Effect> {
        let command = Command::Office(OfficeCommand::Transfer(command));
        core.step(Event::Command(command), Stamp::default())
    }

    fn import(dry: bool) -> TransferCommand {
        TransferCommand::Import(Box::new(ImportOrder { dry, ..ImportOrder::default() }))
    }

    #[test]
    fn one_work_at_a_time_and_its_end_is_seen() {
        let mut core = Core::new(Settings::default(), CallId(1), "/data".into());
        let now = Stamp::default();
        let begun = wish(&mut core, TransferCommand::Look(Reading::default()));
        assert!(matches!(begun.as_slice(), [Effect::Transfer(TransferWork::Look(_))]));
        let refused = wish(&mut core, import(true));
        assert!(!refused.iter().any(|effect| matches!(effect, Effect::Transfer(_))));
        core.step(Event::Transfer(TransferNews::Looked(Arc::default())), now);
        wish(&mut core, import(true));
        let progress = Progress { done: 1, total: 2, rows: 5 };
        core.step(Event::Transfer(TransferNews::Grew(progress)), now);
        let view = core.snapshot(now).office.transfer.clone();
        assert_eq!(view.going, Some((Going::Checking, progress)));
        let before = core.snapshot(now).data_revision;
        core.step(Event::Transfer(TransferNews::Imported(Arc::default())), now);
        assert!(core.snapshot(now).office.transfer.checked.is_some());
        assert_eq!(core.snapshot(now).data_revision, before, "a dry run changes nothing");
        wish(&mut core, import(false));
        let report = Arc::new(ImportReport::default());
        core.step(Event::Transfer(TransferNews::Imported(report)), now);
        let picture = core.snapshot(now);
        assert!(picture.office.transfer.imported.is_some() && picture.data_revision > before);
        wish(&mut core, TransferCommand::Close);
        assert_eq!(core.snapshot(now).office.transfer, TransferView::default());
    }
}
