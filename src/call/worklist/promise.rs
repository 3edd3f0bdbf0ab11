//! A promise made on the telephone: what, to whom, until when. It comes back as a reminder until it is kept.
//! Pure. May depend on `base`.

use crate::base::ids::{CallId, CustomerId};
use crate::base::number::PhoneNumber;
use serde::{Deserialize, Serialize};

/// One promise. Given by the store.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct PromiseId(pub i64);

/// Characters of a promise that are kept.
pub const LONGEST: usize = 500;

/// A promise as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseDraft {
    /// `None`: a new one.
    pub id: Option<PromiseId>,
    /// The call it was made in.
    pub call: Option<CallId>,
    /// What was promised.
    pub text: String,
    /// Until when, milliseconds since 1970 UTC.
    pub due_utc_millis: i64,
    /// Zone of that moment, minutes east of UTC.
    pub offset_minutes: i16,
}

impl PromiseDraft {
    /// Whether something was promised at all.
    #[must_use]
    pub fn says_something(&self) -> bool {
        !self.text.trim().is_empty()
    }
}

/// A promise as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Which.
    pub id: PromiseId,
    /// The call it was made in.
    pub call: Option<CallId>,
    /// To whom, when a card is known.
    pub customer: Option<CustomerId>,
    /// To which number.
    pub number: Option<PhoneNumber>,
    /// Name of the customer, else of the burst, else empty.
    pub party: String,
    /// What was promised.
    pub text: String,
    /// Until when, milliseconds since 1970 UTC.
    pub due_utc_millis: i64,
    /// Zone of that moment, minutes east of UTC.
    pub offset_minutes: i16,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_utc_millis: i64,
    /// Who made it.
    pub who: String,
}

impl Promise {
    /// Whether it was made to this customer or, where no card is known, to this number.
    #[must_use]
    pub fn concerns(&self, customer: Option<CustomerId>, number: Option<&PhoneNumber>) -> bool {
        if customer.is_some() && self.customer == customer {
            return true;
        }
        let key = number.map(PhoneNumber::key).filter(|key| !key.is_empty());
        key.is_some() && self.number.as_ref().map(PhoneNumber::key) == key
    }
}

/// The promise a person should see first of those that concern somebody: the one that is due soonest.
#[must_use]
pub fn foremost<'a>(
    promises: &'a [Promise],
    customer: Option<CustomerId>,
    number: Option<&PhoneNumber>,
) -> Option<&'a Promise> {
    let theirs = promises.iter().filter(|promise| promise.concerns(customer, number));
    theirs.min_by_key(|promise| promise.due_utc_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promise(id: i64, customer: Option<i64>, number: &str, due: i64) -> Promise {
        Promise {
            id: PromiseId(id),
            call: None,
            customer: customer.map(CustomerId),
            number: (!number.is_empty()).then(|| PhoneNumber::new(number)),
            party: String::new(),
            text: "price".into(),
            due_utc_millis: due,
            offset_minutes: 480,
            made_utc_millis: 0,
            who: String::new(),
        }
    }

    #[test]
    fn a_promise_is_found_by_card_and_by_number_in_any_spelling() {
        let all =
            [promise(1, Some(5), "13812345678", 90), promise(2, None, "+86 138 1234 5678", 40)];
        let number = PhoneNumber::new("013812345678");
        let first = |customer, number| foremost(&all, customer, number).map(|p| p.id.0);
        assert_eq!(first(Some(CustomerId(5)), None), Some(1));
        assert_eq!(first(None, Some(&number)), Some(2), "soonest first");
        assert_eq!(first(Some(CustomerId(6)), None), None);
        assert_eq!(first(None, None), None, "a withheld number has no promises");
    }
}
