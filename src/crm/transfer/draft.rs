//! A row of a list as a card, a card as a row, and what a row changes in a card that is there.
//! Pure. May depend on `base` and the rest of `crm`.

use crate::base::ids::FieldId;
use crate::base::money::Money;
use crate::base::number::PhoneNumber;
use crate::crm::cards::field::FieldKind;
use crate::crm::customer::{ContactNumber, Customer, FieldValue, Kind, NumberType};
use crate::crm::transfer::cells::{
    addresses_in, addresses_out, numbers_in, numbers_out, one_line, terms_in, terms_out, text_in,
    text_out, words_in, words_out,
};
use crate::crm::transfer::column::{
    FieldColumn, NUMBER_COLUMNS, OfficeColumns, OutColumn, Said, Target, out_columns,
};
use crate::crm::transfer::day;
use crate::crm::transfer::repair::repair;
use crate::crm::transfer::report::{Counts, Mended, Problem};

/// Characters of a name, a company, a class; whoever has more is no name.
const LONG: usize = 10_000;
/// Characters of notes and addresses.
const LONGEST: usize = 100_000;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Line of the file (of a workbook: row).
    pub line: u64,
    /// The card's own id, where the row names one.
    pub own_id: Option<i64>,
    /// The card as the row alone makes it.
    pub card: Customer,
    /// The row says which kind it is.
    pub says_kind: bool,
    /// Lines for the notes out of columns nobody knows.
    pub extra: Vec<String>,
}

impl Draft {
    /// The whole new card.
    #[must_use]
    pub fn into_card(mut self) -> Customer {
        for line in &self.extra {
            add_line(&mut self.card.notes, line);
        }
        self.card
    }
}

/// How rows of one file are read.
#[derive(Debug, Clone)]
pub struct RowReader {
    targets: Vec<Target>,
    head: Vec<String>,
    office: OfficeColumns,
    take_lossy: bool,
    /// A workbook does not write empty cells: a short row has not slipped.
    loose: bool,
}

impl RowReader {
    /// Rows under this head, each column with its meaning.
    #[must_use]
    pub fn new(
        head: Vec<String>,
        targets: Vec<Target>,
        office: OfficeColumns,
        take_lossy: bool,
    ) -> Self {
        Self { targets, head, office, take_lossy, loose: false }
    }

    /// Short rows are whole: the file does not write empty cells.
    #[must_use]
    pub fn loose(self, loose: bool) -> Self {
        Self { loose, ..self }
    }

    /// The card a row makes. What was repaired is counted.
    ///
    /// # Errors
    /// Why the row cannot be taken.
    pub fn read(&self, line: u64, cells: &[&str], tally: &mut Counts) -> Result<Draft, Problem> {
        self.right_length(cells)?;
        let mut draft = Draft { line, ..Draft::default() };
        let mut terms = String::new();
        let mut newest = 0; // where the numbers of the newest number column begin
        for (at, (cell, target)) in cells.iter().zip(&self.targets).enumerate() {
            if cell.is_empty() {
                if *target == Target::Number {
                    newest = draft.card.numbers.len();
                }
                continue;
            }
            match target {
                Target::Skip => {}
                Target::Number => {
                    newest = draft.card.numbers.len();
                    self.numbers(&text_in(cell), "", &mut draft.card.numbers, tally)?;
                }
                Target::NumberLabel => {
                    let label = one_line(&text_in(cell));
                    for entry in draft.card.numbers.iter_mut().skip(newest) {
                        entry.label.clone_from(&label);
                    }
                }
                Target::MoreNumbers => {
                    let text = text_in(cell);
                    for (label, number) in numbers_in(&text) {
                        self.numbers(number, label, &mut draft.card.numbers, tally)?;
                    }
                }
                Target::NumberTerms => terms = text_in(cell),
                _ => self.plain(at, *target, &text_in(cell), &mut draft)?,
            }
        }
        if !terms.is_empty() {
            terms_in(&terms, &mut draft.card.numbers);
        }
        checked(draft)
    }

    /// The cells of a row whose numbers are repaired, as they stand and as they come in.
    #[must_use]
    pub fn mended(&self, line: u64, cells: &[&str]) -> Vec<Mended> {
        let of_numbers = |(cell, target): (&&str, &Target)| {
            let before = text_in(cell).trim().to_owned();
            let texts: Vec<&str> = match target {
                Target::Number => vec![&before],
                Target::MoreNumbers => numbers_in(&before).map(|(_, number)| number).collect(),
                _ => Vec::new(),
            };
            let each = texts.iter().filter_map(|text| repair(text));
            let after: Vec<String> = each.flat_map(|done| done.numbers).collect();
            let is_mended = !after.is_empty() && after != texts;
            is_mended.then(|| Mended { line, before: before.clone(), after })
        };
        cells.iter().zip(&self.targets).filter_map(of_numbers).collect()
    }

    fn right_length(&self, cells: &[&str]) -> Result<(), Problem> {
        let wanted = self.targets.len();
        let beyond = cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
        // Trailing empty cells are often not written; half of the row missing is another table.
        if beyond || (!self.loose && cells.len() < wanted.div_ceil(2)) {
            return Err(Problem::Cells { found: cells.len(), wanted });
        }
        Ok(())
    }

    fn plain(
        &self,
        at: usize,
        target: Target,
        text: &str,
        draft: &mut Draft,
    ) -> Result<(), Problem> {
        if text.is_empty() {
            return Ok(());
        }
        let card = &mut draft.card;
        match target {
            Target::OwnId => {
                let id = text.parse().map_err(|_error| Problem::Value(text.to_owned()))?;
                draft.own_id = Some(id);
            }
            Target::Name => card.name = one_line(text),
            Target::Company => card.company = one_line(text),
            Target::Class => card.class = one_line(text),
            Target::FollowUp => card.follow_up = one_line(text),
            Target::Tags => card.tags = words_in(text),
            Target::Address => text.clone_into(&mut card.address),
            Target::MoreAddresses => card.addresses = addresses_in(text),
            Target::Notes => text.clone_into(&mut card.notes),
            Target::Kind => {
                card.kind = kind(text).ok_or_else(|| Problem::Value(text.to_owned()))?;
                draft.says_kind = true;
            }
            Target::Birthday => {
                let day = day::birthday(text).ok_or_else(|| Problem::Day(text.to_owned()))?;
                card.birthday = Some(day);
            }
            Target::ToNotes => {
                let head = self.head.get(at).map_or("", |name| name.trim());
                draft.extra.push(format!("{head}: {}", one_line(text)));
            }
            Target::Owner => {
                let owner = self.office.owner(&one_line(text));
                card.owner = Some(owner.ok_or_else(|| Problem::Value(text.to_owned()))?);
            }
            Target::Field(id) => {
                if let Some(value) = self.value(id, text)? {
                    card.fields.insert(id, value);
                }
            }
            Target::Skip
            | Target::Number
            | Target::NumberLabel
            | Target::MoreNumbers
            | Target::NumberTerms => {}
        }
        Ok(())
    }

    fn numbers(
        &self,
        cell: &str,
        label: &str,
        numbers: &mut Vec<ContactNumber>,
        tally: &mut Counts,
    ) -> Result<(), Problem> {
        let done = repair(cell).ok_or_else(|| Problem::Number(cell.to_owned()))?;
        tally.scientific += u64::from(done.scientific);
        tally.lossy += u64::from(done.lossy);
        tally.zero += u64::from(done.zero);
        tally.width += u64::from(done.width);
        tally.split += u64::from(done.split);
        if done.lossy && !self.take_lossy {
            return Err(Problem::Lossy(cell.to_owned()));
        }
        numbers.extend(done.numbers.into_iter().map(|number| ContactNumber {
            number: PhoneNumber::new(number),
            label: label.to_owned(),
            ..ContactNumber::default()
        }));
        Ok(())
    }

    /// A field's value; `None`: it never comes in.
    fn value(&self, id: FieldId, text: &str) -> Result<Option<FieldValue>, Problem> {
        let Some(field) = self.office.fields.iter().find(|field| field.id == id) else {
            return Ok(None); // it was taken away since the columns were chosen
        };
        let bad = || Problem::Value(format!("{}: {text}", field.name));
        let value = match field.kind {
            FieldKind::Text => FieldValue::Text(text.to_owned()),
            FieldKind::Number => FieldValue::Number(thousandths(text).ok_or_else(bad)?),
            FieldKind::Money => FieldValue::Money(Money::parse(text).ok_or_else(bad)?.0),
            FieldKind::Date => {
                let said = || Problem::Day(format!("{}: {text}", field.name));
                FieldValue::Day(day::day(text).ok_or_else(said)?)
            }
            FieldKind::Choice | FieldKind::MultiChoice => {
                FieldValue::Choices(chosen(field, text).ok_or_else(bad)?)
            }
            FieldKind::YesNo => FieldValue::YesNo(yes(text).ok_or_else(bad)?),
            FieldKind::File => return Ok(None),
        };
        Ok(Some(value))
    }
}

/// Bytes of a cell of choices.
const MOST_CHOSEN: usize = 20_000;

/// The choices a cell names: each must be one of the field's, and there is one where only one can be chosen. A choice may
/// itself hold the signs that part choices: of several ways to take the cell apart the one with the longest is taken.
fn chosen(field: &FieldColumn, text: &str) -> Option<Vec<String>> {
    let mut choices: Vec<&String> = field.choices.iter().filter(|one| !one.is_empty()).collect();
    choices.sort_unstable_by_key(|choice| std::cmp::Reverse(choice.len()));
    if text.len() > MOST_CHOSEN {
        return None;
    }
    // From the end: with which choice each place begins, so that the rest can be taken apart, and where the next begins.
    let mut begins: Vec<Option<(&String, usize)>> = vec![None; text.len() + 1];
    for (at, _) in text.char_indices().rev() {
        let rest = text.get(at..).unwrap_or_default();
        let found =
            choices.iter().filter(|choice| rest.starts_with(choice.as_str())).find_map(|choice| {
                let next = next_choice(text, at + choice.len())?;
                let leads_on = next == text.len() || begins.get(next).is_some_and(Option::is_some);
                leads_on.then_some((*choice, next))
            });
        if let Some(place) = begins.get_mut(at) {
            *place = found;
        }
    }
    let (mut at, mut found) = (0, Vec::new());
    while let Some(Some((choice, next))) = begins.get(at) {
        if !found.contains(*choice) {
            found.push((*choice).clone());
        }
        at = *next;
    }
    let all = at == text.len() && !found.is_empty();
    (all && (field.kind == FieldKind::MultiChoice || found.len() == 1)).then_some(found)
}

/// Where the choice begins that follows one which ends here; `None`: no sign parts them.
fn next_choice(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?.trim_start();
    let next = rest.trim_start_matches([';', '；', '、', ',', '，', '|', '\n', ' ']);
    (rest.is_empty() || next.len() < rest.len()).then_some(text.len() - next.len())
}

/// A draft somebody can be found by.
pub(super) fn checked(draft: Draft) -> Result<Draft, Problem> {
    let card = &draft.card;
    let is_nobody = card.name.is_empty() && card.company.is_empty() && card.numbers.is_empty();
    if is_nobody && draft.own_id.is_none() {
        return Err(Problem::Nobody);
    }
    let long = |text: &str, most: usize| (text.len() > most).then(|| text.chars().count());
    for text in [&card.name, &card.company, &card.class, &card.follow_up] {
        if let Some(count) = long(text, LONG).filter(|count| *count > LONG) {
            return Err(Problem::Long(count));
        }
    }
    for text in [&card.address, &card.notes] {
        if let Some(count) = long(text, LONGEST).filter(|count| *count > LONGEST) {
            return Err(Problem::Long(count));
        }
    }
    Ok(draft)
}

fn kind(text: &str) -> Option<Kind> {
    match text.to_lowercase().as_str() {
        "个人" | "个人客户" | "person" | "individual" | "人" => Some(Kind::Person),
        "单位" | "公司" | "企业" | "企业客户" | "company" | "organization" | "business" => {
            Some(Kind::Company)
        }
        _ => None,
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "对" | "√" | "✓" | "yes" | "y" | "true" | "1" => Some(true),
        "否" | "无" | "没有" | "×" | "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A decimal in thousandths; more places than three are no such number.
fn thousandths(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.as_str()),
    };
    let (front, back) = digits.split_once('.').unwrap_or((digits, ""));
    let back = back.trim_end_matches('0');
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if front.is_empty() || back.len() > 3 || !is_number(front) || !is_number(back) {
        return None;
    }
    let whole: i64 = front.parse().ok()?;
    let part: i64 = format!("{back:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(part)?.checked_mul(sign)
}

fn thousandths_text(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = number.unsigned_abs();
    let text = format!("{sign}{}.{:03}", number / 1_000, number % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn add_line(notes: &mut String, line: &str) -> bool {
    if notes.lines().any(|known| known == line) {
        return false;
    }
    if !notes.is_empty() {
        notes.push('\n');
    }
    notes.push_str(line);
    true
}

/// Makes `card` what the row says: what the row leaves empty stays, numbers, tags and addresses are added, never
/// removed. Gives what differs: column word, before, after.
pub fn merge(card: &mut Customer, draft: &Draft) -> Vec<(String, String, String)> {
    let before = card.clone();
    let new = &draft.card;
    let put = |old: &mut String, new: &String| {
        if !new.is_empty() {
            old.clone_from(new);
        }
    };
    put(&mut card.name, &new.name);
    put(&mut card.company, &new.company);
    put(&mut card.class, &new.class);
    put(&mut card.address, &new.address);
    put(&mut card.follow_up, &new.follow_up);
    put(&mut card.notes, &new.notes);
    if draft.says_kind {
        card.kind = new.kind;
    }
    card.birthday = new.birthday.or(card.birthday);
    card.owner = new.owner.or(card.owner);
    for tag in &new.tags {
        if !card.tags.contains(tag) {
            card.tags.push(tag.clone());
        }
    }
    for other in &new.addresses {
        if !card.addresses.contains(other) {
            card.addresses.push(other.clone());
        }
    }
    card.fields.extend(new.fields.iter().map(|(id, value)| (*id, value.clone())));
    for number in &new.numbers {
        add_number(&mut card.numbers, number);
    }
    for line in &draft.extra {
        add_line(&mut card.notes, line);
    }
    differences(&before, card)
}

fn add_number(numbers: &mut Vec<ContactNumber>, number: &ContactNumber) {
    let key = number.number.key();
    let same = |entry: &&mut ContactNumber| {
        entry.number == number.number || (!key.is_empty() && entry.number.key() == key)
    };
    match numbers.iter_mut().find(same) {
        Some(known) => {
            if !number.label.is_empty() {
                known.label.clone_from(&number.label);
            }
            known.valid_from = number.valid_from.or(known.valid_from);
            known.valid_until = number.valid_until.or(known.valid_until);
            known.opted_out |= number.opted_out;
            known.bad |= number.bad;
            if number.kind != NumberType::Unsaid {
                known.kind = number.kind;
            }
        }
        None => numbers.push(number.clone()),
    }
}

/// What differs between two states of a card, column by column.
#[must_use]
pub fn differences(before: &Customer, after: &Customer) -> Vec<(String, String, String)> {
    if before == after {
        return Vec::new();
    }
    let ids = before.fields.keys().chain(after.fields.keys());
    let mut fields: Vec<FieldColumn> = ids
        .map(|id| FieldColumn { id: *id, name: id.to_string(), ..FieldColumn::default() })
        .collect();
    fields.sort_by_key(|field| field.id);
    fields.dedup();
    let columns = out_columns(&fields);
    let mut found: Vec<(String, String, String)> = Vec::new();
    for column in &columns {
        let office = OfficeColumns::default();
        let (old, new) = (cell(before, column, &office), cell(after, column, &office));
        if old != new {
            found.push((column.target.word().to_owned(), old, new));
        }
    }
    found
}

/// A card as a row under [`out_columns`].
#[must_use]
pub fn row(card: &Customer, columns: &[OutColumn], office: &OfficeColumns) -> Vec<String> {
    columns.iter().map(|column| text_out(&cell(card, column, office))).collect()
}

fn cell(card: &Customer, column: &OutColumn, office: &OfficeColumns) -> String {
    let numbered = card.numbers.get(column.index);
    match column.target {
        Target::OwnId => card.id.map(|id| id.to_string()).unwrap_or_default(),
        Target::Name => card.name.clone(),
        Target::Company => card.company.clone(),
        Target::Number => numbered.map(|n| n.number.as_str().to_owned()).unwrap_or_default(),
        Target::NumberLabel => numbered.map(|n| n.label.clone()).unwrap_or_default(),
        Target::MoreNumbers => numbers_out(card.numbers.get(NUMBER_COLUMNS..).unwrap_or_default()),
        Target::NumberTerms => terms_out(&card.numbers),
        Target::Address => card.address.clone(),
        Target::MoreAddresses => addresses_out(&card.addresses),
        Target::Class => card.class.clone(),
        Target::Tags => words_out(&card.tags),
        Target::FollowUp => card.follow_up.clone(),
        Target::Kind => match card.kind {
            Kind::Person => office.said.person.clone(),
            Kind::Company => office.said.company.clone(),
        },
        Target::Birthday => card.birthday.as_ref().map(day::birthday_text).unwrap_or_default(),
        Target::Notes => card.notes.clone(),
        Target::Owner => card.owner.map(|id| office.owner_text(id)).unwrap_or_default(),
        Target::Field(id) => {
            card.fields.get(&id).map(|value| value_text(value, &office.said)).unwrap_or_default()
        }
        Target::Skip | Target::ToNotes => String::new(),
    }
}

/// A field's value for people and for [`RowReader::read`].
#[must_use]
pub fn value_text(value: &FieldValue, said: &Said) -> String {
    match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Number(number) => thousandths_text(*number),
        FieldValue::Money(minor) => Money(*minor).to_string(),
        FieldValue::Day(days) => day::day_text(*days),
        FieldValue::Choices(words) => words_out(words),
        FieldValue::YesNo(yes) => if *yes { &said.yes } else { &said.no }.clone(),
        FieldValue::File(id) => id.to_string(),
    }
}

#[cfg(test)]
pub(in crate::crm::transfer) mod tests;
