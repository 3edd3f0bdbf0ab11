//! Figures over calls: by day, hour, line, agent; each opens its list: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::call::statistics::{ExportOrder, StatisticsOp};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::event::ExportReport;
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::statistics::{ExportView, StatisticsCommand, StatisticsView};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct StatisticsDesk {
    view: StatisticsView,
}

impl StatisticsDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> StatisticsView {
        self.view.clone()
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn statistics_command(
        &mut self,
        command: StatisticsCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            StatisticsCommand::Export(order) => self.export(order, now, out),
            StatisticsCommand::CancelExport => out.push(Effect::CancelExport),
        }
    }

    fn export(&mut self, order: Box<ExportOrder>, now: Stamp, out: &mut Vec<Effect>) {
        if self.statistics.view.export.is_some() {
            self.refuse("export: another list is being written", now, out);
            return;
        }
        if order.path.as_os_str().is_empty() {
            self.refuse("export: no file name", now, out);
            return;
        }
        let path = order.path.display().to_string();
        self.statistics.view.export = Some(ExportView { path, ..ExportView::default() });
        out.push(Effect::Export(order));
    }

    /// What the writer of a list says.
    pub(in crate::engine::core) fn export_report(
        &mut self,
        report: ExportReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let notice = match report {
            ExportReport::Grew(done, whole) => {
                if let Some(export) = &mut self.statistics.view.export {
                    (export.done, export.whole) = (done, whole);
                }
                return;
            }
            ExportReport::Finished(path, _) => {
                Some((Severity::Info, Topic::Exported(path.display().to_string())))
            }
            ExportReport::Cancelled => None,
            ExportReport::Failed(why) => Some((Severity::Error, Topic::ExportFailed(why))),
        };
        self.statistics.view.export = None;
        if let Some((severity, topic)) = notice {
            self.notice(severity, topic, now, out);
        }
    }

    /// A piece of the figures of an older file was made: the next one follows it.
    #[allow(clippy::unused_self, reason = "a step of the core like the others")]
    pub(in crate::engine::core) fn figures_built(
        &mut self,
        left: Option<(u64, u64)>,
        out: &mut Vec<Effect>,
    ) {
        if left.is_some() {
            out.push(Effect::Store(StoreOp::Statistics(StatisticsOp::Build)));
        }
    }
}
