//! What of the journal is about one person: images of the card, of cards that were merged into it, of its calls, of what
//! belongs to it. May depend on `base`.

use crate::base::ids::{CallId, CustomerId};
use crate::store::error::Result;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeSet;

/// One person, as the journal names him.
pub(super) struct About {
    /// The card, and those that became one with it.
    cards: BTreeSet<i64>,
    calls: BTreeSet<i64>,
}

impl About {
    /// Whom a card stands for.
    pub(super) fn of(conn: &Connection, id: CustomerId, calls: &[CallId]) -> Result<Self> {
        let mut cards = BTreeSet::from([id.0]);
        let mut statement = conn.prepare(
            "SELECT before FROM journal
             WHERE operation = 'merge_customers' AND undone = 0 AND before IS NOT NULL ORDER BY id DESC",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let image: Value = serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default())?;
            let card = |which: &str| image.pointer(&format!("/office/merged/{which}/id"));
            if let (Some(keep), Some(gone)) =
                (card("keep").and_then(Value::as_i64), card("gone").and_then(Value::as_i64))
                && cards.contains(&keep)
            {
                cards.insert(gone);
            }
        }
        Ok(Self { cards, calls: calls.iter().map(|call| call.0).collect() })
    }

    /// Whether it is worth reading a text as an image.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        !self.calls.is_empty() && text.contains("\"call\"")
            || self.cards.iter().any(|id| text.contains(&format!(":{id}")))
    }

    /// Whether an image shows this person, or one of the calls: anywhere in it.
    pub(super) fn is_in(&self, image: &Value) -> bool {
        let is = |value: Option<&Value>, wanted: &BTreeSet<i64>| {
            value.and_then(Value::as_i64).is_some_and(|id| wanted.contains(&id))
        };
        match image {
            Value::Array(all) => all.iter().any(|inner| self.is_in(inner)),
            Value::Object(object) => {
                let attached_to = |word: &str, wanted| {
                    object.get("to").and_then(Value::as_str) == Some(word)
                        && is(object.get("id"), wanted)
                };
                is(object.get("call"), &self.calls)
                    || attached_to("call", &self.calls)
                    || ["customer", "customer_id"]
                        .iter()
                        .any(|key| is(object.get(*key), &self.cards))
                    || attached_to("customer", &self.cards)
                    || object.iter().any(|(key, inner)| {
                        let is_card = ["card", "keep", "gone"].contains(&key.as_str());
                        is_card && is(inner.get("id"), &self.cards)
                            || key == "worked" && self.works_on(inner)
                            || self.is_in(inner)
                    })
            }
            _ => false,
        }
    }

    fn works_on(&self, worked: &Value) -> bool {
        worked.as_array().is_some_and(|all| all.iter().any(|one| self.is_one(one)))
    }

    fn is_one(&self, worked: &Value) -> bool {
        worked.get("id").and_then(Value::as_i64).is_some_and(|id| self.cards.contains(&id))
    }

    /// An image of work on many cards, of this person's alone; any other as it is.
    pub(super) fn only(&self, mut image: Value) -> Value {
        if let Some(Value::Array(all)) = image.pointer_mut("/office/worked") {
            all.retain(|one| self.is_one(one));
        }
        image
    }

    /// An image of work on many cards without this person's; `None`: nobody else is in it.
    pub(super) fn others(&self, mut image: Value) -> Option<Value> {
        let Some(Value::Array(all)) = image.pointer_mut("/office/worked") else { return None };
        all.retain(|one| !self.is_one(one));
        (!all.is_empty()).then_some(image)
    }
}
