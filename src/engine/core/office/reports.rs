//! Reports: what the core knows and decides. One is written at a time.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::orders::PrintReport;
use crate::engine::office::reports::{ReportCommand, ReportNews, ReportTo, ReportView, ReportWork};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct ReportDesk {
    view: ReportView,
}

impl ReportDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> ReportView {
        self.view.clone()
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn reports_command(
        &mut self,
        command: ReportCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let is_writing = self.office.reports.view.writing.is_some();
        match command {
            ReportCommand::Cancel if is_writing => out.push(Effect::Report(ReportWork::Cancel)),
            ReportCommand::Cancel => {}
            ReportCommand::Write(_) if is_writing => {
                self.refuse("report: another one is being written", now, out);
            }
            ReportCommand::Write(order) => {
                let nameless =
                    matches!(&order.to, ReportTo::File { path, .. } if path.as_os_str().is_empty());
                if nameless {
                    self.refuse("report: no file name", now, out);
                    return;
                }
                self.office.reports.view.writing = Some((0, 0));
                out.push(Effect::Report(ReportWork::Write(order)));
            }
        }
    }

    /// What the runtime brought.
    pub(in crate::engine::core) fn report_news(
        &mut self,
        news: ReportNews,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let view = &mut self.office.reports.view;
        if let ReportNews::Grew(done, whole) = news {
            view.writing = view.writing.map(|_| (done, whole));
            return;
        }
        view.writing = None;
        let path = |path: std::path::PathBuf| path.display().to_string();
        let (severity, topic) = match news {
            ReportNews::Grew(..) | ReportNews::Cancelled => return,
            ReportNews::Written(file, _) => (Severity::Info, Topic::Exported(path(file))),
            ReportNews::Printed(PrintReport::Done(file)) => {
                (Severity::Info, Topic::SlipReady(path(file)))
            }
            ReportNews::Printed(PrintReport::NotOpened(file)) => {
                (Severity::Warning, Topic::SlipNotOpened(path(file)))
            }
            ReportNews::Printed(PrintReport::Failed(why)) | ReportNews::Failed(why) => {
                (Severity::Error, Topic::ExportFailed(why))
            }
        };
        self.notice(severity, topic, now, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::crm::reports::ReportQuestion;
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::office::OfficeCommand;
    use crate::engine::office::reports::{ReportFormat, ReportOrder};
    use crate::engine::settings::Settings;
    use std::collections::BTreeMap;

    fn wish(path: &str) -> Event {
        let to =
            ReportTo::File { path: path.into(), format: ReportFormat::Csv, number_taken: true };
        let question = ReportQuestion::Again { today: 0, limit: 1 };
        let words = BTreeMap::new();
        let order = Box::new(ReportOrder { question, to, shop: Vec::new(), words });
        Event::Command(Command::Office(OfficeCommand::Reports(ReportCommand::Write(order))))
    }

    #[test]
    fn one_report_is_written_at_a_time_and_its_end_is_told() {
        let now = Stamp::default();
        let mut core = Core::new(Settings::default(), CallId(1), "/data".into());
        let effects = core.step(wish("/data/a.csv"), now);
        assert!(matches!(effects.as_slice(), [Effect::Report(ReportWork::Write(_))]));
        let refused = core.step(wish("/data/b.csv"), now);
        assert!(!refused.iter().any(|effect| matches!(effect, Effect::Report(_))));
        core.step(Event::Report(ReportNews::Grew(5, 10)), now);
        assert_eq!(core.snapshot(now).office.reports.writing, Some((5, 10)));
        core.step(Event::Report(ReportNews::Written("/data/a.csv".into(), 10)), now);
        let picture = core.snapshot(now);
        assert_eq!(picture.office.reports.writing, None);
        assert_eq!(picture.notices[0].topic, Topic::Exported("/data/a.csv".into()));
        core.step(Event::Report(ReportNews::Grew(5, 10)), now);
        assert_eq!(core.snapshot(now).office.reports.writing, None, "late news begin nothing");
        core.step(wish(""), now);
        assert_eq!(core.snapshot(now).office.reports.writing, None, "a file without a name");
        core.step(wish("/data/c.csv"), now);
        core.step(Event::Report(ReportNews::Failed("disk full".into())), now);
        assert_eq!(core.snapshot(now).notices[0].topic, Topic::ExportFailed("disk full".into()));
    }
}
