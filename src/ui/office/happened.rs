//! What happened with a customer beside calls and changes, for the timeline of the card: orders, money, goods that came back,
//! files, tasks. Each opens its thing. May depend on `ui`, and types of `crm`.

use crate::base::ids::CustomerId;
use crate::crm::files::Subject;
use crate::ui::action::Action;
use crate::ui::icons::Icon;
use crate::ui::office::OfficeState;
use crate::ui::office::agenda::AgendaAction;
use crate::ui::office::files::FileAction;
use crate::ui::office::orders;
use crate::ui::scene::Scene;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// What kind of thing.
    pub icon: Icon,
    /// In words.
    pub text: String,
    /// What opens it.
    pub opens: Option<Action>,
}

/// Everything that is known by now; what is not is asked for.
pub(super) fn all(
    scene: &Scene<'_>,
    office: &mut OfficeState,
    customer: CustomerId,
) -> Vec<Happened> {
    let revision = scene.snap.data_revision;
    let mut all = orders::happened(scene, &mut office.orders, customer);
    let files = office.files.of(Subject::Customer(customer), revision);
    all.extend(files.into_iter().flatten().map(|file| Happened {
        at: file.added_utc_millis,
        icon: Icon::Note,
        text: scene.tf("cards.happened_file", &[("name", &file.content.name)]),
        opens: Some(FileAction::Open(Box::new(file.clone())).into()),
    }));
    let tasks = office.agenda.of_customer(customer, revision);
    all.extend(tasks.into_iter().flatten().map(|task| {
        let (at, key, icon) = match &task.done {
            Some(done) => (done.utc_millis, "cards.happened_done", Icon::Done),
            None => (task.made_utc_millis, "cards.happened_task", Icon::Todo),
        };
        let text = scene.tf(key, &[("what", &task.draft.text)]);
        Happened { at, icon, text, opens: Some(AgendaAction::Edit(Box::new(task.clone())).into()) }
    }));
    all
}
