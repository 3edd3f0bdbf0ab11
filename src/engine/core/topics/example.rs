//! The example office: when it may be entered and left. May depend on `base` and the engine's own types.

use crate::base::clock::Stamp;
use crate::engine::core::Core;
use crate::engine::effect::Effect;
use crate::engine::notice::{Severity, Topic};
use crate::engine::settings::LineChoice;
use crate::engine::topics::example::{ExampleCommand, ExampleReport, ExampleView, ExampleWork};

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct ExampleDesk {
    view: ExampleView,
}

impl ExampleDesk {
    /// What the views see.
    pub(in crate::engine::core) const fn view(&self) -> ExampleView {
        self.view
    }
}

impl Core {
    /// A wish of this topic. Nobody is on the line when the program changes its data.
    pub(in crate::engine::core) fn example_command(
        &mut self,
        command: ExampleCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let is_example = self.settings.example;
        let busy = self.example.view.making.is_some() || self.example.view.switching;
        let talks = self.calls.iter().any(|desk| desk.ended.is_none());
        match command {
            ExampleCommand::Cancel => out.push(Effect::Example(ExampleWork::Cancel)),
            _ if busy => {}
            _ if talks => self.notice(Severity::Warning, Topic::ExampleWaits, now, out),
            ExampleCommand::Enter(language) if !is_example => {
                self.example.view.making = Some((0, 0));
                let theme = self.settings.theme;
                out.push(Effect::Example(ExampleWork::Make { language, theme }));
            }
            ExampleCommand::Leave if is_example => out.push(Effect::Example(ExampleWork::Leave)),
            ExampleCommand::Enter(_) | ExampleCommand::Leave => {
                self.refuse("example: nothing to do", now, out);
            }
        }
    }

    /// What the runtime brought. A call that came while the example was made keeps the program where it is.
    pub(in crate::engine::core) fn example_report(
        &mut self,
        report: ExampleReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let view = &mut self.example.view;
        match report {
            ExampleReport::Grew(done, all) if view.making.is_some() => {
                view.making = Some((done, all));
            }
            ExampleReport::Grew(..) => {}
            ExampleReport::Cancelled => view.making = None,
            ExampleReport::Failed(why) => {
                view.making = None;
                self.notice(Severity::Error, Topic::ExampleFailed(why), now, out);
            }
            ExampleReport::Ready => {
                view.making = None;
                if self.calls.iter().any(|desk| desk.ended.is_none()) {
                    self.notice(Severity::Warning, Topic::ExampleWaits, now, out);
                } else {
                    self.example.view.switching = true;
                }
            }
        }
    }

    /// Whether this line may be used: real calls do not belong among example data.
    pub(in crate::engine::core) fn example_permits(
        &mut self,
        choice: &LineChoice,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) -> bool {
        let permits = !self.settings.example || *choice == LineChoice::Simulated;
        if !permits {
            self.notice(Severity::Warning, Topic::ExampleLine, now, out);
        }
        permits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::settings::{Language, Settings, Theme};

    fn core(example: bool) -> Core {
        let settings = Settings { example, theme: Theme::Dark, ..Settings::default() };
        Core::new(settings, CallId(1), "/data".into())
    }

    fn wish(core: &mut Core, command: ExampleCommand) -> Vec<Effect> {
        core.step(Event::Command(Command::Example(command)), Stamp::default())
    }

    #[test]
    fn it_is_made_once_and_then_the_program_ends() {
        let mut core = core(false);
        let enter = || ExampleCommand::Enter(Language::English);
        let make = ExampleWork::Make { language: Language::English, theme: Theme::Dark };
        assert_eq!(wish(&mut core, enter()), [Effect::Example(make)]);
        assert_eq!(wish(&mut core, enter()), [], "one is being made");
        core.step(Event::Example(ExampleReport::Grew(3, 10)), Stamp::default());
        assert_eq!(core.snapshot(Stamp::default()).example.making, Some((3, 10)));
        core.step(Event::Example(ExampleReport::Ready), Stamp::default());
        let view = core.snapshot(Stamp::default()).example;
        assert_eq!((view.making, view.switching), (None, true));
    }

    #[test]
    fn what_went_wrong_is_told_and_it_can_be_tried_again() {
        let mut core = core(false);
        wish(&mut core, ExampleCommand::Enter(Language::Chinese));
        let why = "no space".to_owned();
        core.step(Event::Example(ExampleReport::Failed(why.clone())), Stamp::default());
        let snap = core.snapshot(Stamp::default());
        assert_eq!(snap.notices[0].topic, Topic::ExampleFailed(why));
        assert_eq!(snap.example, ExampleView::default());
        assert!(!wish(&mut core, ExampleCommand::Enter(Language::Chinese)).is_empty());
    }

    #[test]
    fn it_is_left_from_inside_alone_and_has_no_real_line() {
        let mut outside = core(false);
        wish(&mut outside, ExampleCommand::Leave);
        assert!(matches!(outside.snapshot(Stamp::default()).notices[0].topic, Topic::Refused(_)));
        let mut inside = core(true);
        assert_eq!(wish(&mut inside, ExampleCommand::Leave), [Effect::Example(ExampleWork::Leave)]);
        let real = LineChoice::Box("modem:0572:1349@1-2".into());
        inside.step(Event::Command(Command::ChooseLine(real)), Stamp::default());
        let snap = inside.snapshot(Stamp::default());
        assert_eq!(snap.settings.line, LineChoice::Simulated);
        assert_eq!(snap.notices[0].topic, Topic::ExampleLine);
    }
}
