//! The journal: every operation with who, when, before and after; and the way back for what a person did.
//! May depend on `base`, `call`, `crm`.

use crate::base::ids::{CallId, CustomerId, RecordingId};
use crate::call::dialling::SpeedDial;
use crate::call::places::Correction;
use crate::call::worklist::promise::PromiseId;
use crate::call::worklist::task::Done;
use crate::crm::customer::Customer;
use crate::store::error::Result;
use crate::store::office::OfficePast;
use crate::store::operation::{Act, Undoable, Who};
use crate::store::promises::PromiseRow;
use crate::store::topics::firewall::FirewallPast;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Notes are saved each second while somebody types: saves closer than this are one change.
const ONE_CHANGE_MILLIS: i64 = 60_000;

/// To whom a call was tied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tie {
    pub call: CallId,
    pub customer: Option<CustomerId>,
    pub chosen: bool,
}

/// A state that an undo can bring back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Past {
    Note {
        call: CallId,
        text: String,
    },
    Handled {
        call: CallId,
        handled: bool,
        #[serde(default)]
        done: Option<Done>,
    },
    Tie(Tie),
    Card {
        id: CustomerId,
        card: Option<Box<Customer>>,
        tie: Option<Tie>,
    },
    Deleted {
        card: Box<Customer>,
        ties: Vec<Tie>,
    },
    Imported {
        first: CustomerId,
        last: CustomerId,
    },
    Marker {
        id: i64,
        recording: RecordingId,
        at_nanos: i64,
        text: String,
        stands: bool,
    },
    SpeedDial(Vec<SpeedDial>),
    Firewall(FirewallPast),
    Office(OfficePast),
    Place {
        digits: String,
        kept: Option<Correction>,
    },
    Places(Vec<(String, Option<Correction>)>),
    Waiting(Vec<CallId>),
    Result {
        call: CallId,
        word: String,
    },
    Promise {
        id: PromiseId,
        row: Option<PromiseRow>,
    },
}

/// Journals what a person (or the program in a person's place) changed and an undo could bring back.
pub(super) fn write_undoable(
    conn: &Connection,
    act: &Act,
    operation: &str,
    subject: &str,
    before: &Past,
    after: Option<&Past>,
) -> Result<()> {
    let before = serde_json::to_string(before)?;
    let after = after.map(serde_json::to_string).transpose()?;
    let undoable = act.who != Who::Program;
    insert(conn, act, operation, subject, Some(&before), after.as_deref(), undoable)
}

/// Journals what nobody undoes. Of two objects only the fields that differ are kept.
pub(super) fn write(
    conn: &Connection,
    act: &Act,
    operation: &str,
    subject: &str,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    let (before, after) = match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let (before, after) = differences(&before, &after);
            (Some(before), Some(after))
        }
        other => other,
    };
    let text = |value: Option<Value>| value.map(|value| value.to_string());
    insert(conn, act, operation, subject, text(before).as_deref(), text(after).as_deref(), false)
}

fn insert(
    conn: &Connection,
    act: &Act,
    operation: &str,
    subject: &str,
    before: Option<&str>,
    after: Option<&str>,
    undoable: bool,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO journal (at_utc_millis, offset_minutes, who, operation, subject, before, after, undoable)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        act.at.utc_millis,
        act.at.offset_minutes,
        act.who.to_string(),
        operation,
        subject,
        before,
        after,
        undoable
    ])?;
    Ok(())
}

/// Lengthens the newest change when it is the same person's typing on the same call; `false`: write a new row.
pub(super) fn extend_note(conn: &Connection, act: &Act, call: CallId, text: &str) -> Result<bool> {
    let newest: Option<(i64, i64, String, String, Option<String>)> = conn
        .prepare_cached(
            "SELECT id, at_utc_millis, who, operation, after FROM journal
             WHERE undoable = 1 AND undone = 0 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((id, at, who, operation, Some(after))) = newest else { return Ok(false) };
    let is_same = operation == "save_call_note"
        && who == act.who.to_string()
        && (0..ONE_CHANGE_MILLIS).contains(&(act.at.utc_millis - at))
        && matches!(serde_json::from_str(&after)?, Past::Note { call: c, .. } if c == call);
    if !is_same {
        return Ok(false);
    }
    let after = serde_json::to_string(&Past::Note { call, text: text.to_owned() })?;
    conn.prepare_cached("UPDATE journal SET after = ?2, at_utc_millis = ?3 WHERE id = ?1")?
        .execute(params![id, after, act.at.utc_millis])?;
    Ok(true)
}

/// The newest change (of this person, where one is named) that can be undone: its row, its name, what was before.
pub(super) fn newest_undoable(
    conn: &Connection,
    mine: Option<&str>,
) -> Result<Option<(i64, Undoable, String)>> {
    let row = conn
        .prepare_cached(
            "SELECT id, operation, subject, before FROM journal
             WHERE undoable = 1 AND undone = 0 AND (?1 IS NULL OR who = ?1) ORDER BY id DESC LIMIT 1",
        )?
        .query_row([mine], |row| {
            let undoable = Undoable { operation: row.get(1)?, subject: row.get(2)? };
            Ok((row.get(0)?, undoable, row.get(3)?))
        })
        .optional()?;
    Ok(row)
}

pub(super) fn mark_undone(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("UPDATE journal SET undone = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// What this row changed can never be brought back: it is no longer offered, and does not stand in the way of others.
pub(super) fn give_up(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("UPDATE journal SET undoable = 0 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> (Value, Value) {
    let mut old = Map::new();
    let mut new = Map::new();
    for (key, value) in after {
        if before.get(key) != Some(value) {
            new.insert(key.clone(), value.clone());
        }
    }
    for (key, value) in before {
        if after.get(key) != Some(value) {
            old.insert(key.clone(), value.clone());
        }
    }
    (Value::Object(old), Value::Object(new))
}
