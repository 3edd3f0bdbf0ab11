//! The customers of the example shop. Their numbers are of ranges that no operator of the country has been given (mobile
//! numbers that begin with 154, 161 or 164; local ones that begin with 99): nobody can be rung by them.
//! Pure. May depend on `crm`, `base` and the engine's settings.

use crate::base::number::PhoneNumber;
use crate::crm::customer::{Birthday, Calendar, ContactNumber, Customer, Kind};
use crate::engine::example::dice::Dice;
use crate::engine::example::words::{
    CARD_NOTES, CLASSES, ESTATES, FAMILIES, FIRMS, GIVEN, TAGS, TRADES, Word, say,
};
use crate::engine::settings::Language;

/// How many there are.
pub const COUNT: u32 = 300;
/// The area code of the shop.
pub const HOME: &str = "010";
/// Ranges of mobile numbers that nobody has.
const MOBILE: [&str; 3] = ["154", "161", "164"];
/// A step without a common factor with 10,000: no two customers get one number.
const STRIDE: u32 = 3_337;

/// How often a customer orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// Days between orders, at least and at most; `None`: has not ordered for long.
    pub every: Option<(u32, u32)>,
    /// Pays by the month.
    pub monthly: bool,
    /// Buys tickets.
    pub tickets: bool,
    /// Likes mineral water.
    pub mineral: bool,
    /// Bottles at a time, at most.
    pub most: u32,
}

/// A customer and how he behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The card.
    pub card: Customer,
    /// The habit.
    pub habit: Habit,
}

/// All of them, always in the same order.
#[must_use]
pub fn people(dice: &mut Dice, language: Language) -> Vec<Person> {
    (0..COUNT).map(|at| person(dice, language, at)).collect()
}

fn person(dice: &mut Dice, language: Language, at: u32) -> Person {
    let is_firm = dice.chance(14);
    let habit = habit(dice, is_firm);
    let class = match (is_firm, dice.below(100)) {
        (true, _) => CLASSES.get(1),
        (false, 0..10) => CLASSES.first(),
        (false, 10..70) => CLASSES.get(2),
        _ => CLASSES.get(3),
    };
    let mut card = Customer {
        name: name(dice, language),
        class: class.map_or("", |word| say(language, *word)).to_owned(),
        address: address(dice, language),
        numbers: numbers(dice, language, at, is_firm),
        ..Customer::default()
    };
    if is_firm {
        card.kind = Kind::Company;
        let parts = [dice.pick(&FIRMS), dice.pick(&TRADES)].map(|word| say(language, word));
        card.company = parts.join(if language == Language::Chinese { "" } else { " " });
    } else if dice.chance(40) {
        card.birthday = Some(birthday(dice));
    }
    if habit.monthly {
        card.tags.extend(TAGS.get(4).map(|word| say(language, *word).to_owned()));
    }
    for (percent, words) in
        [(30, TAGS.get(..4).unwrap_or_default()), (8, TAGS.get(5..).unwrap_or_default())]
    {
        if dice.chance(percent) {
            card.tags.push(say(language, dice.pick(words)).to_owned());
        }
    }
    if dice.chance(18) {
        say(language, dice.pick(&CARD_NOTES)).clone_into(&mut card.notes);
    }
    Person { card, habit }
}

fn habit(dice: &mut Dice, is_firm: bool) -> Habit {
    let every = match dice.below(100) {
        0..14 => Some((6, 8)),
        14..50 => Some((12, 17)),
        50..84 => Some((24, 34)),
        _ => None,
    };
    Habit {
        every,
        monthly: is_firm && dice.chance(60),
        tickets: !is_firm && dice.chance(20),
        mineral: dice.chance(28),
        most: if is_firm { 5 } else { 2 },
    }
}

fn name(dice: &mut Dice, language: Language) -> String {
    let family: Word = dice.pick(&FAMILIES);
    let [first, second] = GIVEN.map(|words| dice.pick(&words));
    let is_short = dice.chance(25);
    match (language, is_short) {
        (Language::Chinese, true) => format!("{}{}", family.0, second.0),
        (Language::Chinese, false) => format!("{}{}{}", family.0, first.0, second.0),
        (Language::English, true) => format!("{} {}", family.1, first.1),
        (Language::English, false) => format!("{} {}{}", family.1, first.1, second.1),
    }
}

fn address(dice: &mut Dice, language: Language) -> String {
    let estate = say(language, dice.pick(&ESTATES));
    let (house, stair) = (dice.between(1, 28), dice.between(1, 4));
    let flat = dice.between(1, 18) * 100 + dice.between(1, 4);
    match language {
        Language::Chinese => format!("{estate}{house}号楼{stair}单元{flat}"),
        Language::English => format!("{estate}, house {house}, stair {stair}, flat {flat}"),
    }
}

fn numbers(dice: &mut Dice, language: Language, at: u32, is_firm: bool) -> Vec<ContactNumber> {
    let own = (at * STRIDE + 1_207) % 10_000;
    let mobile = format!("{}{:04}{own:04}", dice.pick(&MOBILE), dice.below(10_000));
    let local = format!("{HOME}-99{:02}{own:04}", dice.below(100));
    let has_local = is_firm || dice.chance(15);
    let entry = |number: String, label: Word| ContactNumber {
        number: PhoneNumber::new(number),
        label: say(language, label).to_owned(),
        ..ContactNumber::default()
    };
    let mut all = vec![entry(mobile, ("手机", "mobile"))];
    if has_local {
        let place = if is_firm { ("公司", "office") } else { ("家里", "home") };
        all.insert(usize::from(!is_firm), entry(local, place));
    }
    all
}

fn birthday(dice: &mut Dice) -> Birthday {
    let part = |value: u32| u8::try_from(value).unwrap_or(1);
    let calendar = if dice.chance(30) { Calendar::Lunar } else { Calendar::Solar };
    let year = i16::try_from(dice.between(1_948, 2_002)).ok().filter(|_| dice.chance(70));
    let (month, day) = (part(dice.between(1, 12)), part(dice.between(1, 28)));
    Birthday { calendar, year, month, day, leap_month: false }
}
