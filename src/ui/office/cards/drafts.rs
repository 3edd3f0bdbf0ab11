//! What is typed into cards is kept in the store two seconds later, so that it survives a crash, and is there again at the
//! next start. May depend on `ui`, and types of `engine`, `crm`.

use crate::crm::cards::Draft;
use crate::crm::customer::Customer;
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::cards::CardCommand;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::CardAction;
use crate::ui::office::cards::state::{card_key, draft_key};
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey, ViewState};
use crate::ui::tokens::Mood;
use egui::Ui;
use std::time::Duration;

/// How long what was typed waits.
const AFTER: Duration = Duration::from_secs(2);

/// What the store has of a card that is being typed.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Since when something else than this is typed, or when it was last handed over (monotonic).
    since: Duration,
    card: Option<Customer>,
}

/// Takes in drafts of the last run and hands over what was typed long enough ago.
pub fn keep(app: &mut App, now: Duration) {
    restore(&mut app.state);
    let mut commands = Vec::new();
    let cards = &app.state.customers.cards;
    let kept = &mut app.state.office.cards.kept;
    kept.retain(|key, kept| {
        let stands = cards.get(key).is_some_and(Card::edited);
        if !stands && kept.card.is_some() {
            commands.push(CardCommand::DropDraft(draft_key(*key)));
        }
        stands
    });
    for (key, card) in cards.iter().filter(|(_, card)| card.unsaved()) {
        let kept = kept.entry(*key).or_insert(Kept { since: now, card: None });
        if kept.card.as_ref() != Some(&card.draft) && kept.since + AFTER <= now {
            let (base, typed) = (card.base.clone(), card.draft.clone());
            let draft = Draft { key: draft_key(*key), base, card: typed.clone(), at_utc_millis: 0 };
            commands.push(CardCommand::KeepDraft(Box::new(draft)));
            *kept = Kept { since: now, card: Some(typed) };
        }
    }
    for command in commands {
        // Refused: the next change of the card hands it over again.
        app.send(Command::Office(OfficeCommand::Cards(command)));
    }
}

/// When something typed is to be handed over next.
#[must_use]
pub fn due(state: &ViewState) -> Option<Duration> {
    let kept = &state.office.cards.kept;
    let waiting = state.customers.cards.iter().filter(|(key, card)| {
        let known = kept.get(key).and_then(|kept| kept.card.as_ref());
        card.unsaved() && known != Some(&card.draft)
    });
    waiting.filter_map(|(key, _)| kept.get(key)).map(|kept| kept.since + AFTER).min()
}

/// Says which cards were being typed when the program ended, until each was opened or settled.
pub fn show_restored(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState, out: &mut Vec<Action>) {
    let customers = &state.customers;
    let restored = &mut state.office.cards.restored;
    restored.retain(|key| {
        customers.open != Some(*key) && customers.cards.get(key).is_some_and(Card::edited)
    });
    for key in restored.iter() {
        let Some(card) = customers.cards.get(key) else { continue };
        let name = if card.draft.name.is_empty() { &card.draft.company } else { &card.draft.name };
        let name = if name.is_empty() { scene.t("card.nameless") } else { name };
        ui.push_id(key, |ui| {
            ui.horizontal_wrapped(|ui| {
                let text = scene.tf("cards.restored", &[("name", name)]);
                controls::pill(ui, Some(Icon::Note), &text, Mood::Alert);
                let open = CardAction::OpenDraft(*key);
                controls::offer(ui, scene, open.into(), Weight::Plain, None, out);
                controls::offer(ui, scene, Action::DiscardCard(*key), Weight::Quiet, None, out);
            });
        });
    }
}

/// Cards that were being typed when the program ended; a card that is typed already wins.
fn restore(state: &mut ViewState) {
    for draft in std::mem::take(&mut state.office.cards.arrived) {
        let key = card_key(draft.key);
        if state.customers.cards.get(&key).is_some_and(Card::edited) || draft.base == draft.card {
            continue;
        }
        let known = Kept { since: Duration::ZERO, card: Some(draft.card.clone()) };
        state.office.cards.kept.insert(key, known);
        state.office.cards.restored.insert(key);
        let for_call = if let CardKey::New(call) = key { call } else { None };
        let (base, draft) = (draft.base, draft.card);
        state.customers.cards.insert(key, Card { base, draft, for_call, ..Card::default() });
    }
}
