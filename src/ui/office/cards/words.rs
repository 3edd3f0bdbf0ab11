//! Parts of cards and their values in words. May depend on `ui`, and types of `crm`, `base`.

use crate::crm::cards::birthday;
use crate::crm::cards::field::{FieldKind, text_of};
use crate::crm::cards::part::CardPart;
use crate::crm::cards::{CardFilter, Likeness, Whose};
use crate::crm::customer::{Birthday, Calendar, Customer, FieldValue, Kind, NumberType};
use crate::ui::office::cards::state::{CardState, Tab};
use crate::ui::scene::Scene;
use crate::ui::texts::in_every_language;

/// Kinds of customers with the advice for whoever talks with them: name and advice.
pub(super) const CLASSES: [(&str, &str); 5] = [
    ("cards.class_ready", "cards.hint_ready"),
    ("cards.class_vip", "cards.hint_vip"),
    ("cards.class_bargainer", "cards.hint_bargainer"),
    ("cards.class_undecided", "cards.hint_undecided"),
    ("cards.class_talker", "cards.hint_talker"),
];

/// Follow-up states while the office has not written its own.
const STATES: [&str; 5] = [
    "cards.state_new",
    "cards.state_contacted",
    "cards.state_quoted",
    "cards.state_won",
    "cards.state_lost",
];

/// The tag of those that are marked, in the language of the window, and in the others.
pub(super) fn marked(scene: &Scene<'_>) -> (String, Vec<String>) {
    let own = scene.t("cards.marked").to_owned();
    let others = in_every_language("cards.marked").into_iter().filter(|word| *word != own);
    let others = others.map(str::to_owned).collect();
    (own, others)
}

/// The advice for a class, where there is one; the class may have been typed in another language.
pub(super) fn advice<'a>(scene: &Scene<'a>, class: &str) -> Option<&'a str> {
    let class = class.trim().to_lowercase();
    let says = |name| in_every_language(name).iter().any(|word| word.to_lowercase() == class);
    let found = CLASSES.iter().find(|(name, _)| says(*name));
    found.map(|(_, hint)| scene.t(hint))
}

/// The follow-up states of the office, or of the language.
pub(super) fn states(scene: &Scene<'_>) -> Vec<String> {
    let own = &scene.snap.settings.office.cards.follow_ups;
    if own.is_empty() {
        STATES.map(|key| scene.texts.t(key).to_owned()).to_vec()
    } else {
        own.clone()
    }
}

pub(super) const fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "cards.tab_overview",
        Tab::Orders => "cards.tab_orders",
        Tab::Calls => "cards.tab_calls",
        Tab::Notes => "cards.tab_notes",
        Tab::Files => "cards.tab_files",
        Tab::Tasks => "cards.tab_tasks",
    }
}

pub(super) const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "cards.kind_text",
        FieldKind::Number => "cards.kind_number",
        FieldKind::Money => "cards.kind_money",
        FieldKind::Date => "cards.kind_date",
        FieldKind::Choice => "cards.kind_choice",
        FieldKind::MultiChoice => "cards.kind_multi_choice",
        FieldKind::YesNo => "cards.kind_yes_no",
        FieldKind::File => "cards.kind_file",
    }
}

pub(super) const fn likeness(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Number => "cards.same_number",
        Likeness::Name => "cards.similar_name",
        Likeness::Address => "cards.same_address",
    }
}

pub(super) const fn person(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "cards.is_person",
        Kind::Company => "cards.is_company",
    }
}

/// Whose customers, in words.
pub(super) fn whose(scene: &Scene<'_>, state: &CardState, whose: Whose) -> String {
    match whose {
        Whose::All => scene.t("cards.whose_all").to_owned(),
        Whose::Pool => scene.t("cards.pool").to_owned(),
        Whose::Of(staff) => state.owner_name(staff),
    }
}

/// The conditions of a filter beside its words: `VIP · Public pool`.
pub fn narrowed(scene: &Scene<'_>, state: &CardState, filter: &CardFilter) -> String {
    let owner = (filter.whose != Whose::All).then(|| whose(scene, state, filter.whose));
    let parts = [filter.class.clone(), filter.tag.clone(), owner.unwrap_or_default()];
    let parts = parts.into_iter().chain([filter.follow_up.clone()]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A birthday in words: `05-06`, and by which calendar.
pub(super) fn birthday(scene: &Scene<'_>, day: Birthday) -> String {
    let text = birthday::text(day);
    let key = match (day.calendar, day.leap_month) {
        (Calendar::Solar, _) => return text,
        (Calendar::Lunar, false) => "cards.lunar_day",
        (Calendar::Lunar, true) => "cards.lunar_leap_day",
    };
    scene.tf(key, &[("day", &text)])
}

/// The name of a part.
pub(super) fn part(scene: &Scene<'_>, state: &CardState, part: CardPart) -> String {
    let key = match part {
        CardPart::Kind => "cards.kind",
        CardPart::Name => "card.name",
        CardPart::Company => "card.company",
        CardPart::Class => "card.class",
        CardPart::Numbers => "cards.numbers",
        CardPart::Address => "card.address",
        CardPart::Addresses => "cards.addresses",
        CardPart::Birthday => "cards.birthday",
        CardPart::Tags => "cards.tags",
        CardPart::Owner => "cards.owner",
        CardPart::FollowUp => "cards.follow_up",
        CardPart::Notes => "card.notes",
        CardPart::Picture => "cards.picture",
        CardPart::Field(id) => {
            let known = state.field(id).map(|field| field.name.clone());
            return known.unwrap_or_else(|| format!("#{id}"));
        }
    };
    scene.texts.t(key).to_owned()
}

/// What a card says in a part.
pub(super) fn value(
    scene: &Scene<'_>,
    state: &CardState,
    part: CardPart,
    card: &Customer,
) -> String {
    match part {
        CardPart::Kind => scene.t(person(card.kind)).to_owned(),
        CardPart::Name => card.name.clone(),
        CardPart::Company => card.company.clone(),
        CardPart::Class => card.class.clone(),
        CardPart::Numbers => card
            .numbers
            .iter()
            .map(|n| scene.texts.number(&n.number))
            .collect::<Vec<_>>()
            .join("\n"),
        CardPart::Address => card.address.clone(),
        CardPart::Addresses => {
            let one = |other: &crate::crm::customer::OtherAddress| match other.label.as_str() {
                "" => other.text.clone(),
                label => format!("{label}: {}", other.text),
            };
            card.addresses.iter().map(one).collect::<Vec<_>>().join("\n")
        }
        CardPart::Birthday => card.birthday.map(|day| birthday(scene, day)).unwrap_or_default(),
        CardPart::Tags => card.tags.join(" · "),
        CardPart::Owner => card
            .owner
            .map_or_else(|| scene.t("cards.pool").to_owned(), |staff| state.owner_name(staff)),
        CardPart::FollowUp => card.follow_up.clone(),
        CardPart::Notes => card.notes.clone(),
        CardPart::Picture => {
            card.picture.map(|_| scene.t("cards.picture_there").to_owned()).unwrap_or_default()
        }
        CardPart::Field(id) => {
            card.fields.get(&id).map(|v| field_value(scene, v)).unwrap_or_default()
        }
    }
}

/// What kind of number it is.
pub(super) const fn number_type(kind: NumberType) -> &'static str {
    match kind {
        NumberType::Unsaid => "cards.type_unsaid",
        NumberType::Mobile => "cards.type_mobile",
        NumberType::Landline => "cards.type_landline",
        NumberType::Fax => "cards.type_fax",
    }
}

/// The value of a field in words.
pub(super) fn field_value(scene: &Scene<'_>, value: &FieldValue) -> String {
    match value {
        FieldValue::YesNo(true) => scene.t("cards.yes").to_owned(),
        FieldValue::YesNo(false) => scene.t("cards.no").to_owned(),
        other => text_of(other),
    }
}
