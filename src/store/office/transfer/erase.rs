//! Forgetting a person: the card, its numbers, search words and pictures in the journal go; calls keep when they were,
//! how long and how they ended, and lose whose they were. Not undone: there is nothing left to bring back.
//! May depend on `base`, `crm`.

use crate::base::ids::{CallId, CustomerId};
use crate::store::change::{existing_call, write_handled};
use crate::store::error::{Result, StoreError};
use crate::store::office::cards::{drop_of, forget};
use crate::store::office::files;
use crate::store::office::transfer::about::About;
use crate::store::operation::{Act, Changes, Deed, Receipt};
use crate::store::{calls, customers, journal};
use rusqlite::{Connection, params};
use serde_json::Value;

/// What goes with a person beside the card. Orders and payments keep their figures, and lose whose they were.
const FORGOTTEN: [&str; 6] = [
    "DELETE FROM card_journal WHERE customer_id = ?1",
    "DELETE FROM import_before WHERE customer_id = ?1",
    "DELETE FROM agenda WHERE customer_id = ?1",
    "UPDATE orders SET name = '', phone = '', address = '', note = '' WHERE customer_id = ?1",
    "UPDATE payments SET note = '' WHERE customer_id = ?1
        OR order_id IN (SELECT id FROM orders WHERE customer_id = ?1)",
    "UPDATE unit_movements SET reason = '' WHERE customer_id = ?1",
];

/// Erases.
pub(super) fn erase(conn: &Connection, act: &Act, id: CustomerId) -> Result<Receipt> {
    if !customers::exists(conn, id)? {
        return Err(StoreError::not_found(format_args!("customer {id}")));
    }
    let calls = calls_of(conn, id)?;
    let about = About::of(conn, id, &calls)?;
    drop_of(conn, id, &calls)?;
    for call in &calls {
        forget_call(conn, *call)?;
    }
    for sql in FORGOTTEN {
        conn.prepare_cached(sql)?.execute([id.0])?;
    }
    files::forget(conn, id, &calls)?;
    customers::remove_card(conn, id)?;
    forget(conn, id)?;
    forget_images(conn, &about)?;
    journal::write(conn, act, "erase_person", &id.to_string(), None, None)?;
    let changes = Changes { customers: true, undo: true, ..Changes::CALLS };
    Ok(Receipt { changes, deed: Deed::Done })
}

pub(super) fn calls_of(conn: &Connection, id: CustomerId) -> Result<Vec<CallId>> {
    let mut statement = conn.prepare("SELECT id FROM calls WHERE customer_id = ?1")?;
    let rows = statement.query_map([id.0], |row| row.get(0).map(CallId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn forget_call(conn: &Connection, id: CallId) -> Result<()> {
    // Nobody can be called back any more; done before the key goes under which the work stands.
    if !existing_call(conn, id)?.handled {
        write_handled(conn, id, true)?;
    }
    conn.prepare_cached(
        "UPDATE calls SET number = NULL, caller_id = NULL, burst = NULL,
                work_key = CASE WHEN work_key IS NULL THEN NULL ELSE '#' || id END
         WHERE id = ?1",
    )?
    .execute([id.0])?;
    for sql in [
        "DELETE FROM call_notes WHERE call_id = ?1",
        "DELETE FROM call_timelines WHERE call_id = ?1",
        "DELETE FROM promises WHERE call_id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id.0])?;
    }
    calls::index(conn, &existing_call(conn, id)?)
}

/// What the journal remembers of the person and of his calls. Of work on many cards the others' part stays.
fn forget_images(conn: &Connection, about: &About) -> Result<()> {
    let mut gone: Vec<i64> = Vec::new();
    let mut kept: Vec<(i64, [Option<String>; 2])> = Vec::new();
    let mut statement = conn.prepare("SELECT id, before, after FROM journal ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let images: [Option<String>; 2] = [row.get(1)?, row.get(2)?];
        let read =
            images.map(|text| text.and_then(|text| serde_json::from_str::<Value>(&text).ok()));
        // An undo names what it undid, which stands before it.
        let undid = |image: &Value| image.get("journal").and_then(Value::as_i64);
        if read.iter().flatten().any(|image| undid(image).is_some_and(|row| gone.contains(&row))) {
            gone.push(id);
        } else if read.iter().flatten().any(|image| about.is_in(image)) {
            match read.map(|image| image.and_then(|image| about.others(image))) {
                [None, None] => gone.push(id),
                others => kept.push((id, others.map(|image| image.map(|image| image.to_string())))),
            }
        }
    }
    for id in gone {
        conn.prepare_cached(
            "UPDATE journal SET subject = '', before = NULL, after = NULL, undoable = 0 WHERE id = ?1",
        )?
        .execute([id])?;
    }
    for (id, [before, after]) in kept {
        conn.prepare_cached("UPDATE journal SET before = ?2, after = ?3 WHERE id = ?1")?
            .execute(params![id, before, after])?;
    }
    Ok(())
}
