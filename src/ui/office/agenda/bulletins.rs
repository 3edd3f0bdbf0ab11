//! Reminders for the desktop's notices while the window is not in front: tasks, birthdays, promises that are due. Each once.
//! Pure: the words and when they are said. May depend on `ui`, and types of `engine`, `base`.

use crate::base::ids::CallId;
use crate::engine::notice::Topic;
use crate::ui::scene::Scene;
use crate::ui::topics::manners::bulletin::{Bulletin, News};
use crate::ui::wording;

/// A notice that is about no call has a number that no call has: below this.
const NO_CALL: i64 = -1_000;

/// What is new for the desktop; `seen` is the newest notice that was looked at. `in_front`: the window shows it itself.
pub fn step(seen: &mut u64, scene: &Scene<'_>, in_front: bool) -> Vec<News> {
    let newest = scene.snap.notices.iter().map(|notice| notice.id).max().unwrap_or(0);
    let since = std::mem::replace(seen, newest.max(*seen));
    if in_front || scene.snap.settings.manners.quiet.is_some() {
        return Vec::new();
    }
    let fresh = scene.snap.notices.iter().rev().filter(|notice| notice.id > since);
    let reminders =
        fresh.filter(|notice| matches!(notice.topic, Topic::Agenda(_) | Topic::PromiseDue(_)));
    let shown = reminders.map(|notice| {
        let number = i64::try_from(notice.id).unwrap_or(0);
        News::Show(Bulletin {
            call: CallId(NO_CALL - number),
            title: scene.t("agenda.bulletin").to_owned(),
            body: wording::notice(scene.texts, &notice.topic),
            urgent: false,
        })
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::notice::{Notice, Severity};
    use crate::engine::office::agenda::AgendaNotice;
    use crate::engine::settings::Language;
    use crate::ui::texts::Texts;

    fn notice(id: u64, text: &str) -> Notice {
        let topic = Topic::Agenda(AgendaNotice::Due { party: String::new(), text: text.into() });
        Notice { id, severity: Severity::Info, topic, at_utc_millis: 0 }
    }

    #[test]
    fn a_reminder_is_told_once_and_never_over_the_window() {
        let texts = Texts::new(Language::English);
        let core = crate::engine::core::Core::new(
            crate::engine::settings::Settings::default(),
            CallId(1),
            "data".into(),
        );
        let wall = crate::base::clock::Stamp::default();
        let mut snap = core.snapshot(wall);
        snap.notices = vec![notice(1, "water")];
        let mut seen = 0;
        let count = |snap: &crate::engine::snapshot::Snapshot, seen: &mut u64, front: bool| {
            let scene = Scene { snap, texts: &texts, mono: wall.mono, wall };
            step(seen, &scene, front)
        };
        let shown = count(&snap, &mut seen, false);
        assert!(matches!(&shown[..], [News::Show(bulletin)] if bulletin.body.contains("water")));
        assert!(count(&snap, &mut seen, false).is_empty(), "once");
        snap.notices.insert(0, notice(2, "gas"));
        assert!(count(&snap, &mut seen, true).is_empty(), "the window shows it");
        assert!(count(&snap, &mut seen, false).is_empty());
    }
}
