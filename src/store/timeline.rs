//! A call's timeline as it lies in the file: a row of short arrays, packed. Timelines of version 1 (JSON objects as
//! text) are read as well. The caller told by the burst stands in the call's own row and is only pointed to.
//! May depend on `base`, `call`.

use crate::base::caller_id::CallerId;
use crate::base::evidence::Evidence;
use crate::base::signal::Origin;
use crate::call::record::{Happening, TimelineEntry};
use crate::store::calls::{from_nanos, nanos};
use crate::store::error::{Result, StoreError, StoreErrorKind};
use crate::store::pack;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};

/// In place of the caller that the call's row holds.
const SAME: &str = "same";

/// What is stored for these entries; `burst` is the call's own.
pub(super) fn write(entries: &[TimelineEntry], burst: Option<&CallerId>) -> Result<Vec<u8>> {
    let rows = entries.iter().map(|entry| row(entry, burst)).collect::<Result<Vec<_>>>()?;
    Ok(pack::pack(&serde_json::to_string(&rows)?))
}

/// The entries again.
pub(super) fn read(stored: ValueRef<'_>, burst: Option<&CallerId>) -> Result<Vec<TimelineEntry>> {
    match stored {
        ValueRef::Blob(bytes) => {
            let rows: Vec<Value> = serde_json::from_str(&pack::unpack(bytes)?)?;
            rows.into_iter().map(|row| entry(row, burst)).collect()
        }
        ValueRef::Text(text) => Ok(serde_json::from_slice(text)?),
        _ => Err(unreadable()),
    }
}

fn row(entry: &TimelineEntry, burst: Option<&CallerId>) -> Result<Value> {
    let what = match &entry.what {
        Happening::CallerId(told) if burst == Some(told) => json!(SAME),
        what => serde_json::to_value(what)?,
    };
    let origin = match entry.origin {
        Some(Origin::Box) => json!("b"),
        Some(Origin::Dsp) => json!("d"),
        None => Value::Null,
    };
    let mut row = vec![json!(nanos(entry.at)), what, origin, Value::Null];
    if entry.evidence != Evidence::default() {
        row[3] = serde_json::to_value(&entry.evidence)?;
    }
    while row.last().is_some_and(Value::is_null) {
        row.pop();
    }
    Ok(Value::Array(row))
}

fn entry(row: Value, burst: Option<&CallerId>) -> Result<TimelineEntry> {
    let Value::Array(cells) = row else { return Err(unreadable()) };
    let mut cells = cells.into_iter();
    let at = cells.next().and_then(|at| at.as_i64()).ok_or_else(unreadable)?;
    let what = match (cells.next().ok_or_else(unreadable)?, burst) {
        (Value::String(word), Some(burst)) if word == SAME => Happening::CallerId(burst.clone()),
        (what, _) => serde_json::from_value(what)?,
    };
    let origin = match cells.next() {
        Some(Value::String(word)) if word == "b" => Some(Origin::Box),
        Some(Value::String(word)) if word == "d" => Some(Origin::Dsp),
        Some(Value::Null) | None => None,
        Some(_) => return Err(unreadable()),
    };
    let evidence = cells.next().map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok(TimelineEntry { at: from_nanos(at), what, origin, evidence })
}

fn unreadable() -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, "a stored timeline cannot be read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::caller_id::{Format, Standard};
    use crate::call::record::{AnswerEvidence, Outcome};
    use std::time::Duration;

    fn burst(number: &str) -> CallerId {
        CallerId {
            standard: Standard::Bell202,
            format: Format::Mdmf,
            number: Some(number.to_owned()),
            absence: None,
            name: vec![0xcd, 0xf5, 0xce, 0xb0],
            time: None,
            checksum_ok: true,
        }
    }

    fn told(millis: u64, what: Happening, origin: Option<Origin>) -> TimelineEntry {
        let evidence = match origin {
            Some(Origin::Dsp) => {
                Evidence { level_dbm0: Some(-17.25), ..Evidence::note("说不清") }
            }
            _ => Evidence::default(),
        };
        TimelineEntry { at: Duration::from_millis(millis), what, origin, evidence }
    }

    fn usual() -> Vec<TimelineEntry> {
        vec![
            told(0, Happening::Ring(1), Some(Origin::Box)),
            told(1_520, Happening::CallerId(burst("13812345678")), Some(Origin::Dsp)),
            told(2_000, Happening::CallerIdContradicted(burst("110")), Some(Origin::Box)),
            told(6_010, Happening::OffHook, Some(Origin::Box)),
            told(6_010, Happening::Answered(AnswerEvidence::Hook), None),
            told(66_000, Happening::Ended(Outcome::Answered), None),
        ]
    }

    #[test]
    fn a_timeline_read_back_is_the_one_written() {
        let own = burst("13812345678");
        for burst in [Some(&own), None] {
            let stored = write(&usual(), burst).unwrap();
            assert_eq!(read(ValueRef::Blob(&stored), burst).unwrap(), usual());
        }
        let first = serde_json::to_string(&usual()).unwrap();
        let read_back = read(ValueRef::Text(first.as_bytes()), None).unwrap();
        assert_eq!(read_back, usual(), "as version 1 wrote it");
        let packed = write(&usual(), Some(&own)).unwrap().len();
        assert!(packed * 3 < first.len(), "{packed} of {}", first.len());
    }

    #[test]
    fn damaged_timelines_are_told_and_do_not_panic() {
        for text in
            ["{}", "[1]", "[[]]", "[[0]]", "[[0,\"same\"]]", "[[0,\"nothing\"]]", "[[0,1,2]]"]
        {
            assert!(read(ValueRef::Blob(&pack::pack(text)), None).is_err(), "{text}");
        }
        assert!(read(ValueRef::Null, None).is_err());
    }
}
