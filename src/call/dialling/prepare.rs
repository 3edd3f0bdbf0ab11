//! From what somebody typed to what is dialled on this line: prefixes, area codes, pauses, extensions, doubts. Pure rules.
//! Chinese numbering: 0 + area code for other areas, 11-digit mobiles, 400/800, 5-digit services, 00 abroad (ITU-T E.164
//! behind a plus). May depend on `base` and the rest of `call::dialling`.

use super::emergency;
use super::plan::{DialPlan, MobileZero};
use super::{DialTrouble, Doubt};
use crate::base::number::{MatchKey, PhoneNumber};
use std::time::Duration;

/// Characters that are looked at.
const LONGEST: usize = 96;
/// Keys of a number with its prefixes.
const MOST_KEYS: usize = 40;
/// A comma.
pub const COMMA: Duration = Duration::from_secs(1);
/// A dot that is a pause.
pub const DOT: Duration = Duration::from_millis(500);

/// One step of dialling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialStep {
    /// These keys.
    Keys(String),
    /// Nothing for so long.
    Pause(Duration),
    /// Until there is a dial tone.
    WaitTone,
    /// Until somebody has answered: an extension follows.
    WaitAnswer,
}

/// A number ready to be dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// What is dialled, in order.
    pub steps: Vec<DialStep>,
    /// The same for people: `9,01012345678`, extension behind `;`.
    pub shown: String,
    /// The number as it stands in the log: what was typed, without what only this line wants.
    pub number: PhoneNumber,
    /// Dialled at once, whatever else.
    pub emergency: bool,
    /// What a person must say yes to.
    pub doubts: Vec<Doubt>,
}

impl Prepared {
    /// All keys in a row, as a detector hears them.
    #[must_use]
    pub fn keys(&self) -> String {
        let keys = |step: &DialStep| match step {
            DialStep::Keys(keys) => Some(keys.clone()),
            _ => None,
        };
        self.steps.iter().filter_map(keys).collect()
    }
}

/// Where the office and the number are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whereabouts<'a> {
    /// Area code of the office with its 0 (`010`), or empty.
    pub home_area: &'a str,
    /// Area code of a mobile number with its 0, where it is known.
    pub mobile_area: Option<&'a str>,
}

/// What stands in the text.
#[derive(Debug, Default)]
struct Typed {
    /// Keys, pauses (`,` `.` `w`), in front perhaps `+`.
    main: String,
    extension: String,
}

/// Makes a number ready.
///
/// # Errors
/// Why it cannot be dialled: nothing in it, a letter, too long.
pub fn prepare(
    text: &str,
    plan: &DialPlan,
    place: Whereabouts<'_>,
) -> Result<Prepared, DialTrouble> {
    let typed = read(text)?;
    let bare: String = typed.main.chars().filter(|c| !is_pause(*c)).collect();
    if emergency::is_emergency(&bare, &plan.outside_prefix) {
        return Ok(urgent(&typed, &bare, plan));
    }
    let (dialled, national) = if typed.main.chars().any(is_pause) {
        (typed.main.replace('+', &plan.international_prefix), bare.clone())
    } else {
        by_plan(&bare, plan, place)
    };
    let keys = dialled.chars().filter(|c| !is_pause(*c)).count() + typed.extension.len();
    if keys > MOST_KEYS {
        return Err(DialTrouble::TooLong);
    }
    let doubts = if plan.confirm_costly { doubts(&national, plan) } else { Vec::new() };
    Ok(ready(&dialled, &typed, logged(text, &typed), false, doubts))
}

/// The match keys under which a number may stand in the ledger: as typed, and with the office's area code.
#[must_use]
pub fn ledger_keys(number: &PhoneNumber, plan: &DialPlan, home_area: &str) -> Vec<MatchKey> {
    let mut keys = vec![number.key()];
    let mut add = |text: String| {
        let key = PhoneNumber::new(text).key();
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    let digits = number.digits();
    let outside = &plan.outside_prefix;
    let inner = digits.strip_prefix(outside.as_str()).filter(|_| !outside.is_empty());
    for digits in [Some(digits.as_str()), inner].into_iter().flatten().filter(|d| d.len() >= 3) {
        add(digits.to_owned());
        let carrier = digits.strip_prefix(plan.carrier_prefix.as_str());
        if let Some(rest) = carrier.filter(|rest| !plan.carrier_prefix.is_empty() && rest.len() > 6)
        {
            add(rest.to_owned());
        }
    }
    if !home_area.is_empty() {
        for key in keys.clone() {
            if matches!(key.as_str().len(), 7 | 8) {
                let whole = PhoneNumber::new(format!("{home_area}{}", key.as_str())).key();
                if !keys.contains(&whole) {
                    keys.push(whole);
                }
            }
            let area = home_area.trim_start_matches('0');
            let local = key.as_str().strip_prefix(area).filter(|l| matches!(l.len(), 7 | 8));
            if let Some(local) = local {
                let local = PhoneNumber::new(local).key();
                if !keys.contains(&local) {
                    keys.push(local);
                }
            }
        }
    }
    keys.retain(|key| !key.is_empty());
    keys
}

/// The number somebody dialled on the desk phone, without what only this line wants.
#[must_use]
pub fn as_logged(dialled: &str, plan: &DialPlan) -> PhoneNumber {
    let inside = usize::from(plan.inside_digits);
    let rest = dialled.strip_prefix(plan.outside_prefix.as_str());
    let rest = rest.filter(|rest| !plan.outside_prefix.is_empty() && rest.len() >= 3);
    match rest {
        Some(rest) if dialled.len() > inside => PhoneNumber::new(rest),
        _ => PhoneNumber::new(dialled),
    }
}

fn is_pause(c: char) -> bool {
    matches!(c, ',' | '.' | 'w')
}

/// Reads what was typed. A single dot between two digits is a separator, any other dot half a second of pause.
fn read(text: &str) -> Result<Typed, DialTrouble> {
    if text.chars().count() > LONGEST {
        return Err(DialTrouble::TooLong);
    }
    let chars: Vec<char> = text.trim().chars().map(fold).collect();
    let mut typed = Typed::default();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        if let Some(mark) = extension_mark(rest).filter(|_| has_keys(&typed.main)) {
            typed.extension = extension(rest.get(mark..).unwrap_or_default())?;
            break;
        }
        match c {
            '0' if is_optional_zero(&chars, at, &typed.main) => {}
            '0'..='9' | '*' | '#' => typed.main.push(c),
            'A'..='D' | 'a'..='d' if has_keys(&typed.main) && rest.len() == 1 => {
                return Err(DialTrouble::Unreadable);
            }
            '+' if typed.main.is_empty() => typed.main.push('+'),
            ',' | 'p' | 'P' if has_keys(&typed.main) => typed.main.push(','),
            'w' | 'W' if has_keys(&typed.main) => typed.main.push('w'),
            '.' if is_pause_dot(&chars, at) && has_keys(&typed.main) => typed.main.push('.'),
            '-' | '(' | ')' | '[' | ']' | '/' | '.' | '·' => {}
            c if c.is_whitespace() => {}
            _ => return Err(DialTrouble::Unreadable),
        }
        at += 1;
    }
    let end = typed.main.trim_end_matches(is_pause).len();
    typed.main.truncate(end);
    if !has_keys(&typed.main) {
        return Err(DialTrouble::NoNumber);
    }
    // A country code follows a plus (ITU-T E.164, 6.2): a star or a gate there is no number.
    if typed.main.starts_with("+*") || typed.main.starts_with("+#") {
        return Err(DialTrouble::Unreadable);
    }
    Ok(typed)
}

fn has_keys(main: &str) -> bool {
    main.chars().any(|c| c.is_ascii_digit() || matches!(c, '*' | '#'))
}

/// The zero of `+86 (0)10 …` is dialled at home only.
fn is_optional_zero(chars: &[char], at: usize, main: &str) -> bool {
    main.starts_with('+')
        && at.checked_sub(1).and_then(|before| chars.get(before)) == Some(&'(')
        && chars.get(at + 1) == Some(&')')
}

fn is_pause_dot(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    let after = chars.get(at + 1);
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    !(digit(before) && digit(after))
}

/// How long the mark of an extension at the beginning of `rest` is.
fn extension_mark(rest: &[char]) -> Option<usize> {
    const MARKS: [&str; 9] =
        ["extension", "ext.", "ext", "转分机", "转内线", "分机", "转", "轉", "x"];
    let fits = |mark: &&&str| {
        let mut letters = rest.iter().map(char::to_ascii_lowercase);
        mark.chars().all(|c| letters.next() == Some(c))
    };
    let mark = MARKS.iter().find(fits).map(|mark| mark.chars().count());
    mark.or_else(|| (rest.first() == Some(&';')).then_some(1))
}

fn extension(rest: &[char]) -> Result<String, DialTrouble> {
    let text: String = rest.iter().collect();
    let text = text.trim_start().trim_start_matches("ext=");
    let keys: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | ':' | '：' | '(' | ')'))
        .collect();
    let good = (1..=16).contains(&keys.len())
        && keys.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'));
    if good { Ok(keys) } else { Err(DialTrouble::Unreadable) }
}

fn fold(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '＃' | '＊' | '（' | '）' | '，' | '．' | '；' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        '－' | '‐'..='―' | '−' => '-',
        other => other,
    }
}

/// An emergency number: as it is; a prefix only where the plan says so, or where it was typed.
fn urgent(typed: &Typed, bare: &str, plan: &DialPlan) -> Prepared {
    let prefix = &plan.outside_prefix;
    let inner = bare.strip_prefix(prefix.as_str()).filter(|_| !prefix.is_empty());
    let was_typed = inner.is_some_and(|rest| emergency::is_emergency(rest, ""));
    let with_prefix = !was_typed && plan.emergency_prefix && !prefix.is_empty();
    let dialled = if with_prefix { outside(plan, bare) } else { typed.main.clone() };
    let number = if was_typed { inner.unwrap_or(bare) } else { bare };
    let alone = Typed { main: typed.main.clone(), extension: String::new() };
    ready(&dialled, &alone, PhoneNumber::new(number), true, Vec::new())
}

/// Puts the outside prefix in front.
fn outside(plan: &DialPlan, rest: &str) -> String {
    match (plan.outside_prefix.as_str(), plan.outside_pause) {
        ("", _) => rest.to_owned(),
        (prefix, true) => format!("{prefix},{rest}"),
        (prefix, false) => format!("{prefix}{rest}"),
    }
}

/// What is dialled for a number without pauses, and the number as the public exchange takes it.
fn by_plan(bare: &str, plan: &DialPlan, place: Whereabouts<'_>) -> (String, String) {
    let inside = usize::from(plan.inside_digits);
    if !bare.starts_with('+') && bare.len() <= inside {
        return (bare.to_owned(), bare.to_owned());
    }
    // Feature codes belong to the exchange at the other end of this very wire.
    if bare.starts_with(['*', '#']) {
        return (bare.to_owned(), bare.to_owned());
    }
    let (number, far) = national(bare, plan, place);
    let carried = if far && !plan.carrier_prefix.is_empty() {
        format!("{}{number}", plan.carrier_prefix)
    } else {
        number.clone()
    };
    (outside(plan, &carried), number)
}

/// The number as the public exchange takes it, and whether it is long-distance.
fn national(bare: &str, plan: &DialPlan, place: Whereabouts<'_>) -> (String, bool) {
    // Stars and gates in the middle are for whoever answers: nothing is rearranged behind them, and before them a plus only.
    if let Some(at) = bare.find(['*', '#']) {
        let (head, tail) = bare.split_at(at);
        if !head.starts_with('+') {
            return (bare.to_owned(), false);
        }
        let (number, far) = national(head, plan, place);
        return (number + tail, far);
    }
    let key = PhoneNumber::new(bare).key();
    let key = key.as_str();
    if let Some(abroad) = key.strip_prefix('+') {
        return (format!("{}{abroad}", plan.international_prefix), true);
    }
    if is_mobile(key) {
        let elsewhere = place.mobile_area.is_some_and(|area| area != place.home_area);
        let zero = match plan.mobile_zero {
            MobileZero::Never => false,
            MobileZero::Elsewhere => elsewhere,
            MobileZero::Always => true,
        };
        return if zero { (format!("0{key}"), true) } else { (key.to_owned(), false) };
    }
    let has_area = bare.starts_with('0') || bare.starts_with('+') || bare.starts_with("86");
    if !has_area || key.len() < 7 || is_service(key) {
        let plain = if key.is_empty() || !has_area { bare } else { key };
        return (plain.replace('+', &plan.international_prefix), false);
    }
    let home = place.home_area.trim_start_matches('0');
    match key.strip_prefix(home).filter(|local| !home.is_empty() && matches!(local.len(), 7 | 8)) {
        Some(local) => (local.to_owned(), false),
        None => (format!("0{key}"), true),
    }
}

fn is_mobile(key: &str) -> bool {
    key.len() == 11 && matches!(key.as_bytes(), [b'1', b'3'..=b'9', ..])
}

fn is_service(key: &str) -> bool {
    key.len() == 10 && (key.starts_with("400") || key.starts_with("800"))
}

fn doubts(national: &str, plan: &DialPlan) -> Vec<Doubt> {
    let mut found = Vec::new();
    let number = national
        .strip_prefix('+')
        .map_or_else(|| national.to_owned(), |rest| format!("{}{rest}", plan.international_prefix));
    let abroad = number.starts_with(plan.international_prefix.as_str())
        || PhoneNumber::new(number.as_str()).key().as_str().starts_with('+');
    if abroad {
        found.push(Doubt::Abroad);
    }
    let bare = number.strip_prefix(plan.outside_prefix.as_str()).unwrap_or(&number);
    let costly = |prefix: &&String| {
        !prefix.is_empty()
            && (number.starts_with(prefix.as_str()) || bare.starts_with(prefix.as_str()))
    };
    // A mobile number may begin like a costly one (168…): eleven digits settle it.
    if let Some(prefix) = plan.costly.iter().find(costly).filter(|_| !is_mobile(&number)) {
        found.push(Doubt::Costly(prefix.clone()));
    }
    found
}

/// The number for the log: as typed, with its extension.
fn logged(text: &str, typed: &Typed) -> PhoneNumber {
    if typed.main.chars().any(is_pause) || typed.main.contains(['*', '#']) {
        return PhoneNumber::new(typed.main.as_str());
    }
    PhoneNumber::new(text.trim())
}

fn ready(
    dialled: &str,
    typed: &Typed,
    number: PhoneNumber,
    emergency: bool,
    doubts: Vec<Doubt>,
) -> Prepared {
    let mut steps = Vec::new();
    let mut keys = String::new();
    let close = |keys: &mut String, steps: &mut Vec<DialStep>| {
        if !keys.is_empty() {
            steps.push(DialStep::Keys(std::mem::take(keys)));
        }
    };
    for c in dialled.chars() {
        let step = match c {
            ',' => DialStep::Pause(COMMA),
            '.' => DialStep::Pause(DOT),
            'w' => DialStep::WaitTone,
            key => {
                keys.push(key);
                continue;
            }
        };
        close(&mut keys, &mut steps);
        match (steps.last_mut(), &step) {
            (Some(DialStep::Pause(before)), DialStep::Pause(more)) => *before += *more,
            _ => steps.push(step),
        }
    }
    close(&mut keys, &mut steps);
    let mut shown = dialled.to_owned();
    if !typed.extension.is_empty() {
        steps.push(DialStep::WaitAnswer);
        steps.push(DialStep::Keys(typed.extension.clone()));
        shown = format!("{shown};{}", typed.extension);
    }
    Prepared { steps, shown, number, emergency, doubts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> Whereabouts<'static> {
        Whereabouts { home_area: "010", mobile_area: None }
    }

    fn shown(text: &str, plan: &DialPlan) -> String {
        prepare(text, plan, home()).map_or_else(|why| format!("{why:?}"), |ready| ready.shown)
    }

    #[test]
    fn numbers_are_dialled_the_way_this_office_dials_them() {
        let plain = DialPlan::default();
        let nine = DialPlan {
            outside_prefix: "9".into(),
            inside_digits: 4,
            carrier_prefix: "17909".into(),
            ..DialPlan::default()
        };
        for (typed, alone, behind_nine) in [
            ("65123456", "65123456", "9,65123456"),
            ("010-65123456", "65123456", "9,65123456"),
            ("+86 10 6512 3456", "65123456", "9,65123456"),
            ("86-10-65123456", "65123456", "9,65123456"),
            ("021 55501234", "02155501234", "9,1790902155501234"),
            ("+86 21 5550 1234", "02155501234", "9,1790902155501234"),
            ("021.5550.1234", "02155501234", "9,1790902155501234"),
            ("138 1234 5678", "13812345678", "9,13812345678"),
            ("+86-138-1234-5678", "13812345678", "9,13812345678"),
            ("013812345678", "13812345678", "9,13812345678"),
            ("１３８１２３４５６７８", "13812345678", "9,13812345678"),
            ("400-123-4567", "4001234567", "9,4001234567"),
            ("10086", "10086", "9,10086"),
            ("95588", "95588", "9,95588"),
            ("8012", "8012", "8012"),
            ("0", "0", "0"),
            ("+1 212 555 0123", "0012125550123", "9,179090012125550123"),
            ("00852 2345 6789", "0085223456789", "9,179090085223456789"),
            ("*57", "*57", "*57"),
            ("010-65123456转801", "65123456;801", "9,65123456;801"),
            ("02155501234 ext. 12", "02155501234;12", "9,1790902155501234;12"),
            ("95588#1", "95588#1", "9,95588#1"),
            ("+86 21 5550 1234#8", "02155501234#8", "9,1790902155501234#8"),
            ("9,02155501234", "9,02155501234", "9,02155501234"),
            ("9w02155501234,,3", "9w02155501234,,3", "9w02155501234,,3"),
            ("9..114", "9..114", "9..114"),
        ] {
            assert_eq!(shown(typed, &plain), alone, "{typed}");
            assert_eq!(shown(typed, &nine), behind_nine, "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_and_says_why() {
        let plan = DialPlan::default();
        let refused = |text: &str| prepare(text, &plan, home()).unwrap_err();
        for text in ["", " ", "-", "+", "()", ",,,", "w"] {
            assert!(
                matches!(refused(text), DialTrouble::NoNumber | DialTrouble::Unreadable),
                "{text}"
            );
        }
        assert_eq!(refused("1-800-FLOWERS"), DialTrouble::Unreadable);
        assert_eq!(refused("张三"), DialTrouble::Unreadable);
        assert_eq!(refused("010-65123456 ext abc"), DialTrouble::Unreadable);
        for text in ["1+2", "+#", "+*57"] {
            assert_eq!(refused(text), DialTrouble::Unreadable, "{text}");
        }
        assert_eq!(refused(&"1".repeat(60)), DialTrouble::TooLong);
        assert_eq!(refused(&"9".repeat(4_096)), DialTrouble::TooLong);
    }

    #[test]
    fn pauses_and_waits_become_steps_and_an_extension_waits_for_the_answer() {
        let plan = DialPlan::default();
        let ready = prepare("9,.w021 5550 1234转8", &plan, home()).unwrap();
        assert_eq!(
            ready.steps,
            [
                DialStep::Keys("9".into()),
                DialStep::Pause(COMMA + DOT),
                DialStep::WaitTone,
                DialStep::Keys("02155501234".into()),
                DialStep::WaitAnswer,
                DialStep::Keys("8".into()),
            ]
        );
        assert_eq!(ready.keys(), "9021555012348");
    }

    #[test]
    fn emergency_numbers_are_dialled_as_they_are_unless_the_exchange_wants_a_prefix() {
        let mut plan = DialPlan { outside_prefix: "9".into(), ..DialPlan::default() };
        plan.costly = vec!["1".into()];
        for number in ["110", "119", "120", "122", "112", "911"] {
            let ready = prepare(number, &plan, home()).unwrap();
            assert!(ready.emergency && ready.doubts.is_empty());
            assert_eq!(ready.shown, number);
            let typed = prepare(&format!("9{number}"), &plan, home()).unwrap();
            assert!(typed.emergency);
            assert_eq!((typed.shown, typed.number.as_str()), (format!("9{number}"), number));
        }
        plan.emergency_prefix = true;
        assert_eq!(prepare("1 1 0", &plan, home()).unwrap().shown, "9,110");
        assert_eq!(prepare("9,110", &plan, home()).unwrap().shown, "9,110", "not twice");
    }

    #[test]
    fn mobile_numbers_get_their_zero_when_the_office_wants_it() {
        let with = |mobile_zero, area| {
            let plan = DialPlan { mobile_zero, ..DialPlan::default() };
            let place = Whereabouts { home_area: "010", mobile_area: area };
            prepare("13812345678", &plan, place).unwrap().shown
        };
        assert_eq!(with(MobileZero::Never, Some("021")), "13812345678");
        assert_eq!(with(MobileZero::Elsewhere, Some("021")), "013812345678");
        assert_eq!(with(MobileZero::Elsewhere, Some("010")), "13812345678");
        assert_eq!(with(MobileZero::Elsewhere, None), "13812345678");
        assert_eq!(with(MobileZero::Always, None), "013812345678");
    }

    #[test]
    fn costly_numbers_and_numbers_abroad_are_asked_about() {
        let plan = DialPlan::default();
        let doubts = |text| prepare(text, &plan, home()).unwrap().doubts;
        assert_eq!(doubts("+1 212 555 0123"), [Doubt::Abroad]);
        assert_eq!(doubts("0085223456789"), [Doubt::Abroad]);
        assert_eq!(doubts("16812345"), [Doubt::Costly("168".into())]);
        assert!(doubts("16812345678").is_empty(), "a mobile number");
        assert!(doubts("02155501234").is_empty());
        let trusting = DialPlan { confirm_costly: false, ..plan };
        assert!(prepare("+12125550123", &trusting, home()).unwrap().doubts.is_empty());
    }

    #[test]
    fn the_ledger_is_asked_for_every_way_to_write_a_number() {
        let plan = DialPlan {
            outside_prefix: "9".into(),
            carrier_prefix: "17909".into(),
            ..DialPlan::default()
        };
        let has = |typed: &str, stored: &str| {
            let key = PhoneNumber::new(stored).key();
            ledger_keys(&PhoneNumber::new(typed), &plan, "010").contains(&key)
        };
        for typed in ["65123456", "010-65123456", "+861065123456", "965123456", "9,01065123456"] {
            assert!(has(typed, "65123456") && has(typed, "01065123456"), "{typed}");
        }
        assert!(has("91790902155501234", "021-55501234"));
        assert!(!has("02155501234", "65123456"));
    }

    #[test]
    fn a_number_dialled_by_hand_is_logged_without_the_outside_prefix() {
        let mut plan = DialPlan { outside_prefix: "9".into(), ..DialPlan::default() };
        plan.inside_digits = 4;
        assert_eq!(as_logged("902155501234", &plan).as_str(), "02155501234");
        assert_eq!(as_logged("9110", &plan).as_str(), "9110", "an inside number");
        assert_eq!(as_logged("02155501234", &plan).as_str(), "02155501234");
        assert_eq!(as_logged("95588", &DialPlan::default()).as_str(), "95588");
    }

    proptest::proptest! {
        #[test]
        fn nothing_typed_panics_and_only_keys_are_dialled(text in "[-+0-9 ,.w*#x转()]{0,40}|\\PC{0,120}") {
            let plan = DialPlan { outside_prefix: "0".into(), ..DialPlan::default() };
            if let Ok(ready) = prepare(&text, &plan, home()) {
                let key = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
                proptest::prop_assert!(ready.keys().chars().all(key), "{}", ready.keys());
                proptest::prop_assert!(ready.keys().len() <= MOST_KEYS + 8);
            }
        }
    }
}
