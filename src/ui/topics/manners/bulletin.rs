//! What the desktop is told of calls while the window is not in front: who rings, what was missed. Name, number, place;
//! never a note. Pure: the words and when they are said. May depend on `ui`, and types of `engine`, `call`, `base`.

use crate::base::ids::CallId;
use crate::call::record::{CallRecord, Direction, Outcome};
use crate::engine::snapshot::CallView;
use crate::ui::scene::{Scene, is_live};
use crate::ui::texts::Texts;
use crate::ui::topics::places;
use crate::ui::wording;
use std::collections::BTreeMap;

/// Calls remembered, at most.
const KEPT: usize = 16;
/// Rings after which a call is told although nobody has said yet who it is.
const PATIENCE: u32 = 2;

/// A notice for the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    /// About this call; a later one about the same call replaces it.
    pub call: CallId,
    /// One line.
    pub title: String,
    /// A few lines.
    pub body: String,
    /// It rings now.
    pub urgent: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Show it, or replace what is shown of its call.
    Show(Bulletin),
    /// The call was answered: take it away.
    Withdraw(CallId),
}

/// What has been said of the calls that rang.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<CallId, Option<Bulletin>>);

/// What is new for the desktop. `in_front`: the window is, and shows it itself.
pub fn step(told: &mut Told, scene: &Scene<'_>, in_front: bool) -> Vec<News> {
    let settings = &scene.snap.settings.manners;
    let silent = in_front || settings.quiet.is_some();
    let mut news = Vec::new();
    for call in scene.snap.calls.iter().filter(|call| rings(call) && !is_quiet(call)) {
        let said = told.0.entry(call.record.id).or_default();
        if !silent && settings.notify_ringing && is_known(call) {
            let bulletin = ringing(scene, call);
            if said.as_ref() != Some(&bulletin) {
                *said = Some(bulletin.clone());
                news.push(News::Show(bulletin));
            }
        }
    }
    let waiting: Vec<CallId> = told.0.keys().copied().collect();
    for id in waiting {
        let Some(end) = ended(scene, id) else { continue };
        let said = told.0.remove(&id).flatten();
        if end.missed && !silent && settings.notify_missed {
            news.push(News::Show(missed(scene.texts, id, &end)));
        } else if said.is_some() {
            news.push(News::Withdraw(id));
        }
    }
    while told.0.len() > KEPT {
        told.0.pop_first();
    }
    news
}

/// Whether a call comes in without a sound and without a card (the firewall says so).
#[must_use]
pub const fn is_quiet(call: &CallView) -> bool {
    call.quiet
}

/// Where the number belongs, when that is known.
fn place_of(scene: &Scene<'_>, call: &CallView) -> Option<String> {
    let number = call.record.number.as_ref()?;
    Some(places::place_text(scene, number)).filter(|place| !place.is_empty())
}

/// Whether a call waits to be answered.
#[must_use]
pub fn rings(call: &CallView) -> bool {
    is_live(call)
        && call.record.direction == Direction::Incoming
        && call.record.answered_after.is_none()
}

/// Whether there is something to say: who it is, or that nobody will tell.
fn is_known(call: &CallView) -> bool {
    let looked = call.candidates.is_some() || call.record.number.is_none();
    let told = call.record.caller_id.is_some() && looked;
    told || call.record.rings >= PATIENCE
}

/// The notice of a call that rings.
#[must_use]
pub fn ringing(scene: &Scene<'_>, call: &CallView) -> Bulletin {
    let texts = scene.texts;
    let number = wording::number(texts, &call.record);
    let who = wording::live_party(call);
    let title = texts.tf("manners.bulletin_ringing", &[("who", who.as_deref().unwrap_or(&number))]);
    let mut lines = Vec::new();
    lines.extend(who.map(|_| number));
    lines.extend(place_of(scene, call));
    Bulletin { call: call.record.id, title, body: lines.join("\n"), urgent: true }
}

/// What is known of a call that rings no more.
struct End {
    missed: bool,
    who: Option<String>,
    number: String,
}

fn ended(scene: &Scene<'_>, id: CallId) -> Option<End> {
    let end = |record: &CallRecord, who: Option<String>| End {
        missed: record.outcome == Outcome::Missed,
        who,
        number: wording::number(scene.texts, record),
    };
    if let Some(call) = scene.snap.call(id) {
        return (!rings(call)).then(|| end(&call.record, wording::live_party(call)));
    }
    let listed = scene.snap.recent.iter().find(|call| call.record.id == id)?;
    let party = Some(listed.party.clone()).filter(|party| !party.is_empty());
    (listed.record.outcome != Outcome::Open).then(|| end(&listed.record, party))
}

fn missed(texts: &Texts, call: CallId, end: &End) -> Bulletin {
    let who = end.who.as_deref().unwrap_or(&end.number);
    let title = texts.tf("manners.bulletin_missed", &[("who", who)]);
    let body = end.who.as_ref().map(|_| end.number.clone()).unwrap_or_default();
    Bulletin { call, title, body, urgent: false }
}
