//! The customer's card: who, how to reach them, what was noted, and the calls with their recordings.
//! May depend on `ui`, and types of `engine`, `crm`, `call`.

use crate::base::number::PhoneNumber;
use crate::call::dialling::DialSource;
use crate::call::record::CallSummary;
use crate::crm::customer::{ContactNumber, Customer};
use crate::crm::files::Subject;
use crate::ui::action::Action;
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::{self, CardAction, CardState};
use crate::ui::office::files;
use crate::ui::scene::Scene;
use crate::ui::state::{Card, CardKey, CustomersState, ViewState};
use crate::ui::tokens::{self, Mood, Tokens, gap, size};
use crate::ui::topics::dialling;
use crate::ui::topics::firewall;
use crate::ui::topics::places;
use crate::ui::topics::recordings::compact;
use crate::ui::topics::worklist::WorkAction;
use crate::ui::views::call_list;
use crate::ui::widgets::{self, waiting};
use crate::ui::wording;
use egui::{Align, Label, Layout, RichText, ScrollArea, TextEdit, Ui};

/// Draws the open card.
pub fn show(ui: &mut Ui, scene: &Scene<'_>, state: &mut ViewState) -> Vec<Action> {
    let mut out = Vec::new();
    let Some(key) = state.customers.open else { return out };
    let Some(mut card) = state.customers.cards.remove(&key) else { return out };
    state.office.cards.enter(key);
    let t = Tokens::of(ui);
    tokens::surface(t).show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        if card.gone {
            widgets::empty(ui, Icon::Bin, scene.t("card.gone"), scene.t("card.gone_hint"));
            return;
        }
        if card.base.id.is_none() && matches!(key, CardKey::Stored(_)) {
            waiting::rows(ui, scene, 10);
            return;
        }
        let missing = cards::missing(&state.office.cards, &card.draft);
        head(ui, scene, key, &card, &missing, &mut out);
        cards::show_conflicts(ui, scene, &state.office.cards, key, &card, &mut out);
        if matches!(key, CardKey::Stored(_)) {
            cards::show_tab_chips(ui, scene, &mut state.office.cards.tab);
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            cards::show_tabs(ui, scene, state, key, &mut card, &mut out);
        });
    });
    state.customers.cards.insert(key, card);
    out
}

/// The fields of a card, to be filled in.
pub fn fields(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut ViewState,
    key: CardKey,
    card: &mut Card,
    out: &mut Vec<Action>,
) {
    let width = (ui.available_width() - size::LABEL - 24.0).clamp(120.0, 420.0);
    names(ui, scene, &state.office.cards, card, width);
    alike(ui, scene, &mut state.office.cards, key, &card.draft, out);
    numbers(ui, scene, key, &mut card.draft.numbers, state, out);
    cards::show_person(ui, scene, &mut state.office.cards, &mut card.draft, width);
    let files = match key {
        CardKey::Stored(id) if cards::has_files(&state.office.cards) => {
            state.office.files.named(Subject::Customer(id), scene.snap.data_revision)
        }
        _ => Vec::new(),
    };
    cards::show_values(ui, scene, &mut state.office.cards, &mut card.draft, width, &files);
    notes(ui, scene, &mut card.draft.notes);
}

fn head(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: CardKey,
    card: &Card,
    missing: &[String],
    out: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls::offer_icon(ui, scene, Action::CloseCard, None, out);
            if let CardKey::Stored(id) = key {
                controls::offer_icon(ui, scene, Action::DeleteCustomer(id), None, out);
            }
            let named = !card.draft.name.trim().is_empty() || !card.draft.company.trim().is_empty();
            let why_not = controls::needs(named, "why.name_or_company")
                .or(controls::needs(card.unsaved(), "why.unchanged"))
                .or(controls::needs(card.conflicts.is_empty(), "why.conflict"))
                .or(controls::needs(missing.is_empty(), "why.fields"));
            controls::offer(ui, scene, Action::SaveCard, Weight::Primary, why_not, out);
            if card.unsaved() {
                controls::offer(ui, scene, Action::DiscardCard(key), Weight::Quiet, None, out);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = title(scene, key, &card.draft);
                if let Some(picture) = card.draft.picture {
                    files::show_picture(ui, scene, (picture, &title), size::FACE, out);
                }
                controls::short(ui, RichText::new(title).size(size::TEXT_TITLE));
                if card.unsaved() && matches!(key, CardKey::Stored(_)) {
                    controls::pill(ui, Some(Icon::Dot), scene.t("card.unsaved"), Mood::Alert);
                }
            });
        });
    });
    if card.for_call.is_some() {
        controls::small(ui, scene.t("card.for_call"));
    }
    if card.unsaved() && !missing.is_empty() {
        let text = scene.tf("cards.missing", &[("fields", &missing.join(", "))]);
        controls::pill(ui, Some(Icon::Info), &text, Mood::Alert);
    }
    ui.add_space(gap::SMALL);
}

fn title(scene: &Scene<'_>, key: CardKey, draft: &Customer) -> String {
    let name = if draft.name.is_empty() { &draft.company } else { &draft.name };
    match (name.is_empty(), key) {
        (false, _) => name.clone(),
        (true, CardKey::New(_)) => scene.t("card.new").to_owned(),
        (true, CardKey::Stored(_)) => scene.t("card.nameless").to_owned(),
    }
}

fn names(ui: &mut Ui, scene: &Scene<'_>, state: &CardState, card: &mut Card, width: f32) {
    let draft = &mut card.draft;
    let name = controls::field(ui, scene.t("card.name"), &mut draft.name, width);
    if std::mem::take(&mut card.begun) {
        name.request_focus();
    }
    controls::field(ui, scene.t("card.company"), &mut draft.company, width);
    controls::field(ui, scene.t("card.class"), &mut draft.class, width);
    cards::show_classes(ui, scene, state, draft);
    controls::field(ui, scene.t("card.address"), &mut draft.address, width);
}

/// Cards with a name that sounds alike at the same address: the hint against duplicates, while typing.
fn alike(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    key: CardKey,
    draft: &Customer,
    out: &mut Vec<Action>,
) {
    let found = state.alike(draft).to_vec();
    for other in found.iter().filter(|other| CardKey::Stored(other.id) != key) {
        let t = Tokens::of(ui);
        ui.push_id(("alike", other.id), |ui| {
            ui.horizontal(|ui| {
                ui.add_space(size::LABEL + gap::SMALL);
                controls::draw(ui, Icon::Info, 14.0, t.ink(Mood::Alert));
                let text = scene.tf("cards.alike", &[("name", &other.name)]);
                ui.label(RichText::new(text).size(size::TEXT_SMALL).color(t.alert));
                controls::offer_icon(ui, scene, Action::OpenCustomer(other.id), None, out);
                if let CardKey::Stored(own) = key {
                    let both = CardAction::Compare(own, other.id);
                    controls::offer_icon(ui, scene, both.into(), None, out);
                }
            });
        });
    }
}

fn numbers(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: CardKey,
    numbers: &mut Vec<ContactNumber>,
    state: &mut ViewState,
    out: &mut Vec<Action>,
) {
    let mut removed = None;
    for (index, number) in numbers.iter_mut().enumerate() {
        ui.push_id(("number", index), |ui| {
            if number_row(ui, scene, key, index, number, out) {
                removed = Some(index);
            }
            place(ui, scene, &number.number);
            owners(ui, scene, key, &number.number, &mut state.customers);
            let cards = &mut state.office.cards;
            cards::show_number_terms(ui, scene, cards, index, number, |ui, number| {
                if matches!(key, CardKey::Stored(_)) {
                    firewall::block_button(ui, scene, &number.number, true, out);
                    firewall::permit(ui, scene, &number.number, out);
                }
            });
        });
    }
    if let Some(index) = removed {
        numbers.remove(index);
    }
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        let text = scene.t("card.add_number");
        if controls::press(ui, Some(Icon::Plus), text, Weight::Quiet).clicked() {
            let label = scene.t("card.label_mobile").to_owned();
            numbers.push(ContactNumber {
                number: PhoneNumber::default(),
                label,
                ..ContactNumber::default()
            });
        }
    });
}

/// One number with its label; `true` when it is to be removed.
fn number_row(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: CardKey,
    index: usize,
    number: &mut ContactNumber,
    out: &mut Vec<Action>,
) -> bool {
    ui.horizontal(|ui| {
        let count = (index + 1).to_string();
        let id = controls::lead(ui, &scene.tf("card.number", &[("count", &count)]));
        let is_stored = number.id.is_some();
        if is_stored && scene.texts.masks() {
            controls::weak(ui, scene.texts.number(&number.number)).labelled_by(id);
            controls::weak(ui, number.label.clone());
            let customer = if let CardKey::Stored(id) = key { Some(id) } else { None };
            dialling::icon_button(ui, scene, Some(&number.number), customer, DialSource::Card, out);
            return false;
        }
        let mut typed = number.number.as_str().to_owned();
        let width = (ui.available_width() - 224.0).clamp(110.0, 220.0);
        if controls::edit(ui, &mut typed, width).labelled_by(id).changed() {
            number.number = PhoneNumber::new(typed);
        }
        let name = scene.tf("card.number_label", &[("count", &count)]);
        controls::edit(ui, &mut number.label, 110.0).accessible_name(name);
        let customer = if let CardKey::Stored(id) = key { Some(id) } else { None };
        dialling::icon_button(ui, scene, Some(&number.number), customer, DialSource::Card, out);
        let remove = scene.tf("card.remove_number", &[("count", &count)]);
        controls::icon_press(ui, Icon::Close, &remove, None).on_hover_text(&remove).clicked()
    })
    .inner
}

/// Where this number belongs, below its field.
fn place(ui: &mut Ui, scene: &Scene<'_>, number: &PhoneNumber) {
    if !places::place_text(scene, number).is_empty() {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            ui.add_space(size::LABEL + gap::SMALL);
            places::small(ui, scene, Some(number));
        });
    }
}

/// Who else has this number: the hint against duplicates, while typing.
fn owners(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: CardKey,
    number: &PhoneNumber,
    customers: &mut CustomersState,
) {
    let match_key = number.key();
    if match_key.as_str().len() < 5 {
        return;
    }
    let Some(found) = customers.owners.get(match_key.as_str()) else {
        if !customers.owners_asked.values().any(|k| k == match_key.as_str()) {
            customers.owners_wanted.push(number.clone());
        }
        return;
    };
    let others: Vec<&str> = found
        .iter()
        .filter(|other| other.customer.id.map(CardKey::Stored) != Some(key))
        .map(|other| other.customer.name.as_str())
        .collect();
    if others.is_empty() {
        return;
    }
    let t = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        controls::draw(ui, Icon::Info, 14.0, t.ink(Mood::Alert));
        let text = scene.tf("card.also_of", &[("names", &others.join(", "))]);
        ui.label(RichText::new(text).size(size::TEXT_SMALL).color(t.alert));
    });
}

fn notes(ui: &mut Ui, scene: &Scene<'_>, notes: &mut String) {
    ui.horizontal_top(|ui| {
        let id = controls::lead(ui, scene.t("card.notes"));
        let width = (ui.available_width() - 24.0).clamp(120.0, 420.0);
        ui.add(
            TextEdit::multiline(notes)
                .desired_rows(3)
                .desired_width(width)
                .margin(egui::vec2(8.0, 5.0)),
        )
        .labelled_by(id);
    });
}

/// The calls of a customer, newest first.
pub fn history(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: CardKey,
    calls: &[CallSummary],
    out: &mut Vec<Action>,
) {
    ui.add_space(gap::SMALL);
    ui.separator();
    ui.horizontal(|ui| {
        controls::group_title(ui, scene.t("card.calls"));
        if let CardKey::Stored(id) = key {
            let all = Action::Worklist(WorkAction::CallsOf(id));
            let why_not = controls::needs(!calls.is_empty(), "card.no_calls");
            controls::offer_icon(ui, scene, all, why_not, out);
        }
    });
    if calls.is_empty() {
        controls::weak(ui, scene.t("card.no_calls"));
    }
    for call in calls {
        ui.push_id(call.record.id, |ui| past_call(ui, scene, call, out));
    }
}

/// A note that has less room is not written into a line.
const NOTE_FROM: f32 = 40.0;

/// One past call in a line.
pub fn past_call(ui: &mut Ui, scene: &Scene<'_>, call: &CallSummary, out: &mut Vec<Action>) {
    let t = Tokens::of(ui);
    let record = &call.record;
    let (key, icon, mood) = wording::call_kind(record);
    ui.horizontal(|ui| {
        controls::draw(ui, icon, size::ICON, t.ink(mood)).on_hover_text(scene.texts.t(key));
        let at = wording::moment(scene.texts, record.started_utc_millis, scene.wall);
        ui.allocate_ui_with_layout(
            egui::vec2(96.0, size::CONTROL),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(96.0);
                controls::weak(ui, at);
            },
        );
        ui.label(scene.texts.t(key));
        controls::weak(ui, wording::length(scene.texts, record));
        if let Some(recording) = call.recordings.first() {
            call_list::play_button(ui, scene, recording, out);
            out.extend(compact(ui, scene, recording));
        }
        // Where there is no room for it the call itself has it.
        if ui.available_width() > NOTE_FROM {
            ui.add(Label::new(RichText::new(&record.note).color(t.weak)).truncate());
        }
    });
}
