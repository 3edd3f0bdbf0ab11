//! Which rules are about a caller. May depend on `base`.

use crate::base::caller_id::Absence;
use crate::base::number::PhoneNumber;
use crate::call::firewall::book::Book;
use crate::call::firewall::digits::Forms;
use crate::call::firewall::pattern::Pattern;
use crate::call::firewall::subject::{ListId, NoNumber, Subject, range};
use std::collections::BTreeSet;

/// Who the store says is calling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// Not known (yet): rules about customers and strangers are about nobody.
    #[default]
    NotKnown,
    /// Nobody of the customers.
    Stranger,
    /// One or several customers, of these classes.
    Customer(Vec<String>),
}

/// What is known of a caller.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// The number, when one came.
    pub number: Option<PhoneNumber>,
    /// Why none came, when that was told.
    pub absence: Option<Absence>,
    /// The place of the number, when it is known.
    pub place: Option<String>,
    /// Who it is.
    pub standing: Standing,
}

/// A rule as it is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Range(String, String),
    Pattern(Pattern),
    Place(String),
    NoNumber(NoNumber),
    List(ListId),
    Class(String),
    Customers,
    Strangers,
    Anybody,
}

/// A caller with every form of the number worked out once.
struct Face<'a> {
    caller: &'a Caller,
    forms: &'a Forms,
    lists: BTreeSet<ListId>,
}

impl Test {
    /// `None`: the subject cannot be understood, or is looked up rather than tried.
    pub fn of(subject: &Subject) -> Option<Self> {
        Some(match subject {
            Subject::Range(from, to) => {
                let (from, to) = range(from, to).ok()?;
                Self::Range(from, to)
            }
            Subject::Pattern(text) => Self::Pattern(Pattern::parse(text).ok()?),
            Subject::Place(text) if !text.trim().is_empty() => Self::Place(folded(text)),
            Subject::Class(text) if !text.trim().is_empty() => Self::Class(folded(text)),
            Subject::NoNumber(which) => Self::NoNumber(*which),
            Subject::List(list) => Self::List(*list),
            Subject::Customers => Self::Customers,
            Subject::Strangers => Self::Strangers,
            Subject::Anybody => Self::Anybody,
            Subject::Place(_) | Subject::Class(_) | Subject::Number(_) | Subject::Prefix(_) => {
                return None;
            }
        })
    }

    fn is_about(&self, face: &Face<'_>) -> bool {
        let Face { caller, forms, lists } = face;
        match self {
            Self::Range(from, to) => {
                let within =
                    |number: &String| number.len() == from.len() && number >= from && number <= to;
                forms.written.iter().any(within)
            }
            Self::Pattern(pattern) => forms.written.iter().any(|number| pattern.fits(number)),
            Self::Place(part) => {
                caller.place.as_deref().is_some_and(|at| folded(at).contains(part))
            }
            Self::NoNumber(which) => forms.keys.is_empty() && which.covers(caller.absence),
            Self::List(list) => lists.contains(list),
            Self::Class(class) => match &caller.standing {
                Standing::Customer(classes) => classes.iter().any(|own| folded(own) == *class),
                Standing::NotKnown | Standing::Stranger => false,
            },
            Self::Customers => matches!(caller.standing, Standing::Customer(_)),
            Self::Strangers => caller.standing == Standing::Stranger && !forms.keys.is_empty(),
            Self::Anybody => true,
        }
    }
}

/// Upper and lower case are the same to people.
fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

impl Book {
    /// The rules about this caller, whether they hold now or not, as places in [`Book::rows`].
    pub(super) fn about(&self, caller: &Caller, home_area: &str) -> Vec<usize> {
        let forms = caller.number.as_ref().map(|number| Forms::of(number, home_area));
        let forms = forms.unwrap_or_default();
        let index = &self.index;
        let mut found = BTreeSet::new();
        found.extend(forms.keys.iter().filter_map(|key| index.numbers.get(key)).flatten());
        found.extend(forms.written.iter().flat_map(|number| index.prefixes.of(number)).flatten());
        let face = Face { caller, forms: &forms, lists: index.lists_of(&forms) };
        let others = index.others.iter().filter(|(_, test)| test.is_about(&face));
        found.extend(others.map(|(at, _)| at));
        found.into_iter().copied().collect()
    }
}
