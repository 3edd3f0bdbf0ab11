//! What each wish about cards does. May depend on `ui`, and types of `engine`, `crm`, `base`.

use crate::base::ids::{CustomerId, FieldId};
use crate::crm::cards::field::{FieldDef, text_of};
use crate::crm::cards::merge::merged;
use crate::crm::cards::part::CardPart;
use crate::crm::cards::{CardRow, Likeness, MergeOrder};
use crate::engine::command::Command;
use crate::engine::office::OfficeCommand;
use crate::engine::office::cards::CardCommand;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::office::cards::CardAction;
use crate::ui::office::cards::state::{Comparison, Copying, Finder};
use crate::ui::performing;
use crate::ui::state::{CardKey, Screen};
use crate::ui::texts::Texts;
use egui::Context;
use std::collections::BTreeSet;

/// Performs one action.
pub fn perform(app: &mut App, ctx: &Context, action: CardAction) {
    match action {
        CardAction::SaveAndClose => save_and_close(app, ctx),
        CardAction::Back => app.state.customers.open = None,
        CardAction::Previous => step(app, ctx, false),
        CardAction::Next => step(app, ctx, true),
        CardAction::Resolve(key, part, mine) => resolve(app, key, part, mine),
        CardAction::EditField(id) => edit_field(app, id),
        CardAction::SaveField => save_field(app),
        CardAction::CancelField => app.state.office.cards.field_form = None,
        CardAction::RemoveField(id) => send(app, CardCommand::RemoveField(id)),
        CardAction::ReviveField(id) => revive_field(app, id),
        CardAction::MoveField(id, up) => move_field(app, id, up),
        CardAction::Picture(key, file) => {
            if let Some(card) = app.state.customers.cards.get_mut(&key) {
                card.draft.picture = file;
            }
        }
        CardAction::OpenDraft(key) => {
            app.state.office.cards.restored.remove(&key);
            app.state.screen = Screen::Customers;
            app.state.customers.open = Some(key);
        }
        many => on_many(app, many),
    }
}

/// What is done with several cards.
fn on_many(app: &mut App, action: CardAction) {
    let cards = &mut app.state.office.cards;
    match action {
        CardAction::ChooseMany => {
            (cards.choose_first, cards.copied) = (false, None);
            cards.chosen = if cards.chosen.is_some() { None } else { Some(BTreeSet::new()) };
            app.state.customers.open = None;
        }
        CardAction::HandOver(ids, owner) => send(app, CardCommand::HandOver(ids, owner)),
        CardAction::TagChosen(on) => {
            let command = CardCommand::Tag(cards.ticked(), cards.many_tag.clone(), on);
            send(app, command);
        }
        CardAction::FollowUpChosen(word) => {
            let ids = cards.ticked();
            send(app, CardCommand::FollowUp(ids, word));
        }
        CardAction::CopyChosen => {
            let chosen = cards.ticked();
            cards.copied = None;
            cards.copying = Some(Copying { chosen, ticket: None, found: None });
        }
        CardAction::Finder => cards.finder = Some(Finder::new(Likeness::Number)),
        CardAction::CloseFinder => cards.finder = None,
        CardAction::Look(likeness) => cards.finder = Some(Finder::new(likeness)),
        CardAction::Compare(keep, gone) => compare(app, keep, gone),
        CardAction::SwapSides => {
            if let Some(both) = comparison(app) {
                *both = Comparison::new(both.gone, both.keep);
            }
        }
        CardAction::Merge => merge(app),
        CardAction::NotSame(a, b) => {
            send(app, CardCommand::NotSame(a, b));
            close_comparison(app);
        }
        CardAction::CloseCompare => close_comparison(app),
        // Everything else is done with one card, above.
        _ => {}
    }
}

fn revive_field(app: &mut App, id: FieldId) {
    if let Some(field) = app.state.office.cards.field(id) {
        let field = FieldDef { gone: false, ..field.clone() };
        send(app, CardCommand::SaveField(field));
    }
}

fn send(app: &mut App, command: CardCommand) {
    app.send(Command::Office(OfficeCommand::Cards(command)));
}

fn comparison(app: &mut App) -> Option<&mut Comparison> {
    app.state.office.cards.finder.as_mut()?.comparison.as_mut()
}

fn close_comparison(app: &mut App) {
    if let Some(finder) = &mut app.state.office.cards.finder {
        finder.comparison = None;
    }
}

fn compare(app: &mut App, keep: CustomerId, gone: CustomerId) {
    app.state.screen = Screen::Customers;
    let finder = &mut app.state.office.cards.finder;
    let finder = finder.get_or_insert_with(|| Finder::new(Likeness::Number));
    finder.comparison = Some(Comparison::new(keep, gone));
}

/// A card that cannot be saved (nameless, undecided, incomplete) stays open.
fn save_and_close(app: &mut App, ctx: &Context) {
    performing::perform(app, ctx, Action::SaveCard);
    let customers = &app.state.customers;
    let open = customers.open.and_then(|key| customers.cards.get(&key));
    if open.is_none_or(|card| !card.unsaved()) {
        app.state.customers.open = None;
        if let Some(opening) = &mut app.state.customers.opening {
            opening.closed = true;
        }
    }
}

/// Opens the card before or after this one in the list.
fn step(app: &mut App, ctx: &Context, forward: bool) {
    let Some(CardKey::Stored(id)) = app.state.customers.open else { return };
    let list = &app.state.office.cards.list;
    let Some(at) = list.position(|row| row.summary.id == id) else { return };
    let next = if forward { at.checked_add(1) } else { at.checked_sub(1) };
    let next = next.and_then(|at| list.peek(at)).map(|row| row.summary.id);
    if let Some(next) = next {
        performing::perform(app, ctx, Action::OpenCustomer(next));
    }
}

fn resolve(app: &mut App, key: CardKey, part: CardPart, mine: bool) {
    let Some(card) = app.state.customers.cards.get_mut(&key) else { return };
    card.conflicts.remove(&part);
    if !mine {
        let theirs = card.base.clone();
        part.take(&theirs, &mut card.draft);
        app.state.office.cards.typed.clear();
    }
}

fn edit_field(app: &mut App, id: Option<FieldId>) {
    let cards = &mut app.state.office.cards;
    let field = id.and_then(|id| cards.field(id)).cloned().unwrap_or_default();
    cards.choices_typed = field.choices.join("\n");
    cards.preset_typed = field.preset.as_ref().map(text_of).unwrap_or_default();
    cards.field_form = Some(field);
}

fn save_field(app: &mut App) {
    let cards = &mut app.state.office.cards;
    let Some(field) = cards.field_form.take() else { return };
    let preset = cards.preset_typed.trim();
    let preset = (!preset.is_empty()).then(|| field.parse(preset));
    send(app, CardCommand::SaveField(FieldDef { preset, ..field }));
}

fn move_field(app: &mut App, id: FieldId, up: bool) {
    let cards = &app.state.office.cards;
    let mut order: Vec<FieldId> = cards.shown_fields().filter_map(|field| field.id).collect();
    let Some(at) = order.iter().position(|other| *other == id) else { return };
    let to = if up { at.checked_sub(1) } else { at.checked_add(1) };
    let Some(to) = to.filter(|to| *to < order.len()) else { return };
    order.swap(at, to);
    send(app, CardCommand::OrderFields(order));
}

fn merge(app: &mut App) {
    let Some(both) = comparison(app) else { return };
    let Some(cards) = both.cards.here.as_deref() else { return };
    let [(keep, _), (gone, _)] = cards;
    let card = merged(keep, gone, &both.choices);
    let (keep, gone) = (both.keep, both.gone);
    close_comparison(app);
    app.state.customers.cards.remove(&CardKey::Stored(gone));
    send(app, CardCommand::Merge(Box::new(MergeOrder { keep, gone, card })));
}

/// A line for each, columns apart by tabs; a cell that a table would take for a formula is made text.
fn line(row: &CardRow, texts: &Texts) -> String {
    let who = &row.summary;
    let cells = [&who.name, &who.company, &who.class, &texts.number(&who.number), &row.follow_up];
    cells.map(|cell| harmless(cell)).join("\t")
}

/// What was chosen and asked for has come: it goes to the clipboard. Called once a frame.
pub fn copy_found(app: &mut App, ctx: &Context) {
    let Some(copying) = app.state.office.cards.copying.take_if(|c| c.found.is_some()) else {
        return;
    };
    let rows = copying.found.unwrap_or_default();
    let lines: Vec<String> = rows.iter().map(|row| line(row, app.texts())).collect();
    ctx.copy_text(lines.join("\n"));
    app.state.office.cards.copied = Some((rows.len(), copying.chosen.len()));
}

fn harmless(cell: &str) -> String {
    let flat = cell.replace(['\t', '\n', '\r'], " ");
    if flat.starts_with(['=', '+', '-', '@']) { format!("'{flat}") } else { flat }
}
