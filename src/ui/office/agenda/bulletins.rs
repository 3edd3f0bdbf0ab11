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
    let silent = scene.snap.settings.manners.quiet.is_some() || scene.snap.office.staff.locked;
    if in_front || silent {
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
