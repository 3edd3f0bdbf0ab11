//! Figures over calls: by day, hour, line, agent; each opens its list: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::call::statistics::{ExportOrder, StatisticsOp};
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::event::ExportReport;
use crate::engine::notice::{Severity, Topic};
use crate::engine::topics::statistics::{ExportView, StatisticsCommand, StatisticsView};
use std::path::Path;

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
        if self.export_begins(&order.path, now, out) {
            out.push(Effect::Export(order));
        }
    }

    /// Whether a list may be written there now: one at a time. It counts as begun from then on.
    pub(in crate::engine::core) fn export_begins(
        &mut self,
        path: &Path,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        if self.statistics.view.export.is_some() {
            self.refuse("export: another list is being written", now, out);
            return false;
        }
        if path.as_os_str().is_empty() {
            self.refuse("export: no file name", now, out);
            return false;
        }
        let path = path.display().to_string();
        self.statistics.view.export = Some(ExportView { path, ..ExportView::default() });
        true
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
    pub(in crate::engine::core) fn figures_built(
        &mut self,
        left: Option<(u64, u64)>,
        out: &mut Vec<Effect>,
    ) {
        if left.is_some() {
            out.push(Effect::Store(StoreOp::Statistics(StatisticsOp::Build)));
        } else {
            self.figures_repaired(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::call::statistics::{ExportSubject, FigureList, Format, Scope, What};
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::Settings;
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    fn order(path: &str) -> Command {
        let list = FigureList { scope: Scope::default(), what: What::All };
        Command::Statistics(StatisticsCommand::Export(Box::new(ExportOrder {
            subject: ExportSubject::Calls(list),
            format: Format::Csv,
            path: PathBuf::from(path),
            number_taken: true,
            words: BTreeMap::new(),
        })))
    }

    #[test]
    fn one_list_is_written_at_a_time_and_its_end_is_told() {
        let now = Stamp::default();
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::from("/data"));
        let effects = core.step(Event::Command(order("/data/a.csv")), now);
        assert!(matches!(effects.as_slice(), [Effect::Export(_)]), "{effects:?}");
        let refused = core.step(Event::Command(order("/data/b.csv")), now);
        assert!(!refused.iter().any(|effect| matches!(effect, Effect::Export(_))), "{refused:?}");
        core.step(Event::Export(ExportReport::Grew(5, 10)), now);
        let view = core.snapshot(now).statistics.export.unwrap();
        assert_eq!((view.path.as_str(), view.done, view.whole), ("/data/a.csv", 5, 10));
        core.step(Event::Export(ExportReport::Finished("/data/a (2).csv".into(), 10)), now);
        let picture = core.snapshot(now);
        assert_eq!(picture.statistics.export, None);
        assert_eq!(picture.notices[0].topic, Topic::Exported("/data/a (2).csv".into()));
        core.step(Event::Command(order("")), now);
        assert_eq!(core.snapshot(now).statistics.export, None, "a file without a name");
        core.step(Event::Command(order("/data/c.csv")), now);
        core.step(Event::Export(ExportReport::Failed("disk full".into())), now);
        let picture = core.snapshot(now);
        assert_eq!(picture.notices[0].topic, Topic::ExportFailed("disk full".into()));
        let stop = Command::Statistics(StatisticsCommand::CancelExport);
        assert!(core.step(Event::Command(stop), now).contains(&Effect::CancelExport));
    }

    #[test]
    fn pieces_of_the_figures_follow_each_other_until_all_are_made() {
        let now = Stamp::default();
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::from("/data"));
        let next = Effect::Store(StoreOp::Statistics(StatisticsOp::Build));
        assert_eq!(core.step(Event::FiguresBuilt(Some((3, 9))), now), [next]);
        assert_eq!(core.step(Event::FiguresBuilt(None), now), []);
    }
}
