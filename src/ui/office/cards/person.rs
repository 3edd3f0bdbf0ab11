//! Who the customer is beside name and numbers: person or company, class and tags as chips, more addresses, birthday, owner,
//! where the work stands. May depend on `ui`, and types of `crm`, `base`.

use crate::base::ids::StaffId;
use crate::crm::cards::{LONGEST_TAG, birthday};
use crate::crm::customer::{Calendar, Customer, Kind, OtherAddress};
use crate::ui::controls::{self, Weight};
use crate::ui::icons::Icon;
use crate::ui::office::cards::choosing;
use crate::ui::office::cards::state::CardState;
use crate::ui::office::cards::words::{self, CLASSES};
use crate::ui::scene::Scene;
use crate::ui::tokens::{Tokens, gap, size};
use egui::{Key, RichText, Ui};

/// Suggestions of one kind.
const MOST_HINTS: usize = 8;

/// Draws these parts of a card.
pub fn show(
    ui: &mut Ui,
    scene: &Scene<'_>,
    state: &mut CardState,
    card: &mut Customer,
    width: f32,
) {
    tags(ui, scene, state, card);
    addresses(ui, scene, card, width);
    born(ui, scene, state, card);
    let kinds =
        [Kind::Person, Kind::Company].map(|kind| (kind, scene.t(words::person(kind)).to_owned()));
    choosing::labelled(ui, scene.t("cards.kind"), &mut card.kind, &kinds, 140.0);
    owner(ui, scene, state, card);
    let mut states = vec![(String::new(), "—".to_owned())];
    let mut known = words::states(scene);
    if !card.follow_up.is_empty() && !known.contains(&card.follow_up) {
        known.push(card.follow_up.clone());
    }
    states.extend(known.into_iter().map(|word| (word.clone(), word)));
    choosing::labelled(ui, scene.t("cards.follow_up"), &mut card.follow_up, &states, 180.0);
}

/// Classes in use and the kinds of customers there is advice for, as chips; a press puts the word into the field.
pub fn classes(ui: &mut Ui, scene: &Scene<'_>, state: &CardState, card: &mut Customer) {
    let mut offered: Vec<String> = state.known.here.classes.clone();
    for word in CLASSES.map(|(name, _)| scene.texts.t(name).to_owned()) {
        if !offered.contains(&word) {
            offered.push(word);
        }
    }
    let typed = card.class.trim().to_lowercase();
    offered.retain(|word| {
        typed.is_empty() || word.to_lowercase().contains(&typed) && *word != card.class
    });
    if offered.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        for word in offered.iter().take(MOST_HINTS) {
            if controls::chip(ui, word, None, false).clicked() {
                card.class.clone_from(word);
            }
        }
    });
}

fn tags(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, card: &mut Customer) {
    let mut removed = None;
    let mut added = None;
    ui.horizontal_wrapped(|ui| {
        let id = controls::lead(ui, scene.t("cards.tags"));
        for (index, tag) in card.tags.iter().enumerate() {
            let name = scene.tf("cards.remove_tag", &[("tag", tag)]);
            if controls::press(ui, Some(Icon::Close), tag, Weight::Plain)
                .on_hover_text(name)
                .clicked()
            {
                removed = Some(index);
            }
        }
        let field = controls::edit(ui, &mut state.tag, 110.0).labelled_by(id);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let pressed = controls::icon_press(ui, Icon::Plus, scene.t("cards.add_tag"), None);
        if entered || pressed.on_hover_text(scene.t("cards.add_tag")).clicked() {
            added = Some(std::mem::take(&mut state.tag));
        }
    });
    let typed = state.tag.trim().to_lowercase();
    let (marked, others) = words::marked(scene);
    let is_marked = card.tags.iter().any(|tag| others.contains(tag));
    let known = state.known.here.tags.iter().chain(Some(&marked).filter(|_| !is_marked));
    let mut offered: Vec<String> = Vec::new();
    for tag in known {
        let fits = typed.is_empty() || tag.to_lowercase().contains(&typed);
        if fits && !card.tags.contains(tag) && !offered.contains(tag) && offered.len() < MOST_HINTS
        {
            offered.push(tag.clone());
        }
    }
    if !offered.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(size::LABEL + gap::SMALL);
            for tag in offered {
                if controls::chip(ui, &tag, None, false).clicked() {
                    state.tag.clear();
                    added = Some(tag);
                }
            }
        });
    }
    if let Some(index) = removed {
        card.tags.remove(index);
    }
    let tag: String = added.unwrap_or_default().trim().chars().take(LONGEST_TAG).collect();
    if !tag.is_empty() && !card.tags.contains(&tag) {
        card.tags.push(tag);
    }
}

fn addresses(ui: &mut Ui, scene: &Scene<'_>, card: &mut Customer, width: f32) {
    let mut removed = None;
    for (index, other) in card.addresses.iter_mut().enumerate() {
        ui.push_id(("address", index), |ui| {
            ui.horizontal(|ui| {
                let count = (index + 2).to_string();
                let id = controls::lead(ui, &scene.tf("cards.address_n", &[("count", &count)]));
                let room = (width - 150.0).max(100.0);
                controls::edit(ui, &mut other.text, room).labelled_by(id);
                let name = scene.tf("cards.address_label", &[("count", &count)]);
                controls::edit(ui, &mut other.label, 96.0).accessible_name(name);
                let remove = scene.tf("cards.remove_address", &[("count", &count)]);
                if controls::icon_press(ui, Icon::Close, &remove, None)
                    .on_hover_text(&remove)
                    .clicked()
                {
                    removed = Some(index);
                }
            });
        });
    }
    if let Some(index) = removed {
        card.addresses.remove(index);
    }
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL + gap::SMALL);
        let text = scene.t("cards.add_address");
        if controls::press(ui, Some(Icon::Plus), text, Weight::Quiet).clicked() {
            card.addresses.push(OtherAddress::default());
        }
    });
}

/// A birthday with or without its year, by either calendar. What is no day is coloured and changes nothing.
fn born(ui: &mut Ui, scene: &Scene<'_>, state: &mut CardState, card: &mut Customer) {
    let shown = card.birthday.map(birthday::text).unwrap_or_default();
    let mut calendar = card.birthday.map(|day| day.calendar).unwrap_or_default();
    let mut leap = card.birthday.is_some_and(|day| day.leap_month);
    ui.horizontal(|ui| {
        let name = scene.t("cards.birthday");
        controls::lead(ui, name);
        let half = state.typed.get("birthday");
        let wrong = half.is_some_and(|text| {
            !text.trim().is_empty() && birthday::parse(text, calendar, leap).is_none()
        });
        let typing = choosing::typed(ui, state, "birthday", name, &shown, 110.0, wrong);
        if let Some(text) = typing.text {
            if text.trim().is_empty() {
                card.birthday = None;
            } else if let Some(day) = birthday::parse(&text, calendar, leap) {
                card.birthday = Some(day);
            }
        }
        let calendars = [(Calendar::Solar, "cards.solar"), (Calendar::Lunar, "cards.lunar")]
            .map(|(calendar, key)| (calendar, scene.texts.t(key).to_owned()));
        let name = scene.t("cards.calendar");
        let mut changed = choosing::bare(ui, name, &mut calendar, &calendars, 90.0);
        if calendar == Calendar::Lunar {
            changed |= ui.checkbox(&mut leap, scene.t("cards.leap_month")).changed();
        }
        if let Some(day) = card.birthday.as_mut().filter(|_| changed) {
            let other = crate::crm::customer::Birthday {
                calendar,
                leap_month: leap && calendar == Calendar::Lunar,
                ..*day
            };
            // 31 January has no lunar day: it stays as it was.
            if birthday::exists(other) {
                *day = other;
            }
        }
        if wrong {
            let t = Tokens::of(ui);
            let text = scene.t("cards.no_such_day");
            ui.label(RichText::new(text).size(size::TEXT_SMALL).color(t.alert));
        }
    });
}

fn owner(ui: &mut Ui, scene: &Scene<'_>, state: &CardState, card: &mut Customer) {
    let mut options: Vec<(Option<StaffId>, String)> =
        vec![(None, scene.t("cards.pool").to_owned())];
    let known = state.known.here.owners.iter();
    options.extend(known.map(|(id, name)| (Some(*id), name.clone())));
    if let Some(id) = card.owner
        && !options.iter().any(|(other, _)| *other == Some(id))
    {
        options.push((Some(id), state.owner_name(id)));
    }
    choosing::labelled(ui, scene.t("cards.owner"), &mut card.owner, &options, 180.0);
    // One press takes a customer out of the pool; the card keeps it when it is saved.
    let me = scene.snap.office.staff.who.filter(|_| card.owner.is_none());
    if me.is_some()
        && controls::press(ui, Some(Icon::Person), scene.t("staff.take"), Weight::Quiet)
            .on_hover_text(scene.t("staff.take_tip"))
            .clicked()
    {
        card.owner = me;
    }
}
