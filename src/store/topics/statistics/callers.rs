//! Who was talked to most often in a span: by customer where one is known, else by number.
//! May depend on `base`, `call`.

use super::sums;
use crate::base::ids::CustomerId;
use crate::base::number::PhoneNumber;
use crate::call::statistics::{Caller, Scope, TopCallers};
use crate::store::error::Result;
use crate::store::reader::Reader;
use rusqlite::{OptionalExtension, params_from_iter, types::Value};
use std::collections::HashMap;

/// The newest calls that are looked at: more would let other questions wait for longer than a blink.
const MOST_CALLS: u64 = 50_000;

/// Whom calls belong to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Party {
    Customer(CustomerId),
    Number(String),
}

#[derive(Debug, Default)]
struct Sum {
    caller: Caller,
    /// Calls of the number that stands in `caller`.
    of_number: u64,
}

impl Reader {
    /// Most calls first. Calls without number and customer belong to nobody.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn top_callers(&self, scope: &Scope, limit: u32) -> Result<TopCallers> {
        self.at_once(|| {
            let calls = sums::total(&self.conn, scope)?.calls;
            let mut parties = self.parties(scope)?;
            parties.sort_by(|(a, x), (b, y)| {
                let of = |sum: &Sum| sum.caller.incoming + sum.caller.outgoing;
                of(y)
                    .cmp(&of(x))
                    .then(y.caller.talk_millis.cmp(&x.caller.talk_millis))
                    .then(a.cmp(b))
            });
            parties.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            let named = parties.into_iter().map(|(_, sum)| self.named(sum.caller));
            Ok(TopCallers {
                callers: named.collect::<Result<_>>()?,
                only_newest: (calls > MOST_CALLS).then_some(MOST_CALLS),
            })
        })
    }

    fn parties(&self, scope: &Scope) -> Result<Vec<(Party, Sum)>> {
        let (words, mut bound) = sums::condition(scope);
        let millis = |hour: i64| Value::from(hour.saturating_mul(3_600_000));
        bound.extend([millis(scope.span.from), millis(scope.span.to)]);
        let sql = format!(
            "SELECT customer_id, number, sum(incoming), sum(outgoing), sum(missed), sum(talk_millis)
             FROM (SELECT customer_id, number, incoming, outgoing, missed, talk_millis FROM call_facts WHERE local_millis >= ?{} AND local_millis < ?{} AND {words}
                   ORDER BY local_millis DESC LIMIT {MOST_CALLS})
             GROUP BY customer_id, number",
            bound.len() - 1,
            bound.len()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(bound))?;
        let mut parties: HashMap<Party, Sum> = HashMap::new();
        while let Some(row) = rows.next()? {
            let number = row.get::<_, Option<String>>(1)?.map(PhoneNumber::new).unwrap_or_default();
            let party = match row.get::<_, Option<i64>>(0)? {
                Some(id) => Party::Customer(CustomerId(id)),
                None if number.key().is_empty() => continue,
                None => Party::Number(number.key().as_str().to_owned()),
            };
            let sum = |column| -> rusqlite::Result<u64> {
                Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
            };
            let (incoming, outgoing) = (sum(2)?, sum(3)?);
            let entry = parties.entry(party.clone()).or_default();
            if let Party::Customer(id) = party {
                entry.caller.customer = Some(id);
            }
            if incoming + outgoing > entry.of_number && !number.key().is_empty() {
                entry.of_number = incoming + outgoing;
                number.as_str().clone_into(&mut entry.caller.number);
            }
            entry.caller.incoming += incoming;
            entry.caller.outgoing += outgoing;
            entry.caller.missed += sum(4)?;
            entry.caller.talk_millis += sum(5)?;
        }
        Ok(parties.into_iter().collect())
    }

    fn named(&self, mut caller: Caller) -> Result<Caller> {
        let Some(id) = caller.customer else { return Ok(caller) };
        let found: Option<(String, String)> = self
            .conn
            .prepare_cached("SELECT name, company FROM customers WHERE id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((name, company)) = found {
            caller.name = if name.trim().is_empty() { company } else { name };
        }
        Ok(caller)
    }
}
