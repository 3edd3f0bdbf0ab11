//! Every rule and every listed number in memory, indexed so that a decision costs the same for ten numbers and for a
//! hundred thousand: single numbers by match key, prefixes by their length. Cheap to clone. May depend on `base`.

use crate::base::number::PhoneNumber;
use crate::call::firewall::digits::Forms;
use crate::call::firewall::matching::Test;
use crate::call::firewall::pattern::plain;
use crate::call::firewall::rule::{RuleId, RuleRow};
use crate::call::firewall::subject::{ListId, Subject};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A list of numbers, without the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Which.
    pub id: ListId,
    /// Its name.
    pub name: String,
    /// How many numbers stand on it.
    pub numbers: u32,
    /// When it came, milliseconds since 1970 UTC.
    pub made_utc_millis: i64,
}

/// A number on a list: a whole one, or a prefix (`0571*`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// As in the file.
    pub text: String,
    /// On which lists.
    pub lists: Vec<ListId>,
}

/// What is looked up instead of being tried one by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Index {
    /// Rules about one number, by match key.
    pub numbers: HashMap<String, Vec<usize>>,
    /// Rules about a prefix.
    pub prefixes: Prefixes<Vec<usize>>,
    /// Every other rule that can be tried.
    pub others: Vec<(usize, Test)>,
    /// Listed numbers, by match key.
    pub listed: HashMap<String, Listed>,
    /// Listed prefixes.
    pub listed_prefixes: Prefixes<Listed>,
}

/// Prefixes and the lengths they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefixes<T> {
    lengths: BTreeSet<usize>,
    found: HashMap<String, T>,
}

impl<T> Default for Prefixes<T> {
    fn default() -> Self {
        Self { lengths: BTreeSet::new(), found: HashMap::new() }
    }
}

impl<T: Default> Prefixes<T> {
    fn entry(&mut self, prefix: &str) -> &mut T {
        self.lengths.insert(prefix.len());
        self.found.entry(prefix.to_owned()).or_default()
    }
}

impl<T> Prefixes<T> {
    /// What is kept for every prefix of `number`.
    pub fn of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a T> {
        let prefixes = self.lengths.iter().filter_map(|length| number.get(..*length));
        prefixes.filter_map(|prefix| self.found.get(prefix))
    }
}

/// All rules, ready to decide with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    pub(super) rows: Arc<Vec<RuleRow>>,
    lists: Arc<Vec<ListRow>>,
    pub(super) index: Arc<Index>,
    broken: Arc<Vec<RuleId>>,
}

impl Book {
    /// A book of these rules and numbers. A rule that cannot be understood (an older or newer program may have written
    /// it) blocks nobody and is listed among [`Book::broken`].
    #[must_use]
    pub fn new(
        rows: Vec<RuleRow>,
        lists: Vec<ListRow>,
        numbers: impl IntoIterator<Item = (ListId, String)>,
    ) -> Self {
        let mut index = Index::default();
        let mut broken = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if index.add(at, &row.rule.subject).is_none() {
                broken.extend(row.rule.id);
            }
        }
        for (list, text) in numbers {
            index.add_listed(list, text);
        }
        Self {
            rows: Arc::new(rows),
            lists: Arc::new(lists),
            index: Arc::new(index),
            broken: Arc::new(broken),
        }
    }

    /// The rules, as the store has them.
    #[must_use]
    pub fn rows(&self) -> &[RuleRow] {
        &self.rows
    }

    /// The lists.
    #[must_use]
    pub fn lists(&self) -> &[ListRow] {
        &self.lists
    }

    /// A list by its id.
    #[must_use]
    pub fn list(&self, id: ListId) -> Option<&ListRow> {
        self.lists.iter().find(|list| list.id == id)
    }

    /// Rules that cannot be understood.
    #[must_use]
    pub fn broken(&self) -> &[RuleId] {
        &self.broken
    }

    /// Whether some rule could keep a call from ringing.
    #[must_use]
    pub fn may_block(&self) -> bool {
        self.rows.iter().any(|row| !row.rule.off && row.rule.handling.blocks())
    }

    /// A rule by its id.
    #[must_use]
    pub fn row(&self, id: RuleId) -> Option<&RuleRow> {
        self.rows.iter().find(|row| row.rule.id == Some(id))
    }

    /// The rule about exactly this number that keeps it from ringing.
    #[must_use]
    pub fn blocking(&self, number: &PhoneNumber) -> Option<&RuleRow> {
        let key = number.key();
        let rules = self.index.numbers.get(key.as_str())?;
        rules.iter().filter_map(|at| self.rows.get(*at)).find(|row| row.rule.handling.blocks())
    }

    /// Whether a number, or a prefix that ends with `*`, stands on a list already.
    #[must_use]
    pub fn is_listed(&self, text: &str) -> bool {
        match text.strip_suffix('*') {
            Some(prefix) => self.index.listed_prefixes.found.contains_key(prefix),
            None => self.index.listed.contains_key(PhoneNumber::new(text).key().as_str()),
        }
    }

    /// The numbers of a list, in the order of their keys.
    #[must_use]
    pub fn numbers_of(&self, list: ListId) -> Vec<&str> {
        let whole = self.index.listed.values();
        let all = whole.chain(self.index.listed_prefixes.found.values());
        let on_it = all.filter(|listed| listed.lists.contains(&list));
        let mut numbers: Vec<&str> = on_it.map(|listed| listed.text.as_str()).collect();
        numbers.sort_unstable();
        numbers
    }

    /// A call was decided by this rule: counted here at once, in the store a little later. A rule for one call is over.
    pub fn count_hit(&mut self, id: RuleId, at_utc_millis: i64) {
        let rows = Arc::make_mut(&mut self.rows);
        if let Some(row) = rows.iter_mut().find(|row| row.rule.id == Some(id)) {
            row.hits = row.hits.saturating_add(1);
            row.last_hit_utc_millis = Some(at_utc_millis);
            row.rule.off |= row.rule.once;
        }
    }
}

impl Index {
    /// `None`: the rule cannot be understood.
    fn add(&mut self, at: usize, subject: &Subject) -> Option<()> {
        match subject {
            Subject::Number(number) => {
                let key = number.key();
                let key = Some(key.as_str()).filter(|key| !key.is_empty())?;
                self.numbers.entry(key.to_owned()).or_default().push(at);
            }
            Subject::Prefix(text) => self.prefixes.entry(&plain(text).ok()?).push(at),
            other => self.others.push((at, Test::of(other)?)),
        }
        Some(())
    }

    fn add_listed(&mut self, list: ListId, text: String) {
        let listed = if let Some(prefix) = text.strip_suffix('*') {
            let Ok(prefix) = plain(prefix) else { return };
            self.listed_prefixes.entry(&prefix)
        } else {
            let key = PhoneNumber::new(text.as_str()).key();
            if key.is_empty() {
                return;
            }
            self.listed.entry(key.as_str().to_owned()).or_default()
        };
        if !listed.lists.contains(&list) {
            listed.lists.push(list);
        }
        listed.text = text;
    }

    /// The lists on which a number in these forms stands.
    pub fn lists_of(&self, forms: &Forms) -> BTreeSet<ListId> {
        let whole = forms.keys.iter().filter_map(|key| self.listed.get(key));
        let begun = forms.written.iter().flat_map(|written| self.listed_prefixes.of(written));
        whole.chain(begun).flat_map(|listed| listed.lists.iter().copied()).collect()
    }
}
