//! Drafts of cards: rows and operations. Not journalled: what was typed and not saved is nobody's change.
//! May depend on `base`, `crm`.

use crate::base::ids::{CallId, CustomerId};
use crate::crm::cards::{Draft, DraftKey};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::operation::{Act, Changes, Deed, Receipt};
use rusqlite::{Connection, params};

/// Drafts that are kept; the oldest make room.
const MOST: i64 = 100;

const DONE: Receipt = Receipt {
    changes: Changes {
        calls: false,
        customers: false,
        settings: false,
        undo: false,
        firewall: false,
    },
    deed: Deed::Done,
};

impl Store {
    pub(super) fn keep_draft(&mut self, act: &Act, draft: &Draft) -> Result<Receipt> {
        self.transact("keeping a draft", |tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO card_drafts (key, base, card, at_utc_millis)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                serde_json::to_string(&draft.key)?,
                serde_json::to_string(&draft.base)?,
                serde_json::to_string(&draft.card)?,
                act.at.utc_millis
            ])?;
            tx.prepare_cached(
                "DELETE FROM card_drafts WHERE key NOT IN
                     (SELECT key FROM card_drafts ORDER BY at_utc_millis DESC LIMIT ?1)",
            )?
            .execute([MOST])?;
            Ok(DONE)
        })
    }

    pub(super) fn drop_draft(&mut self, key: DraftKey) -> Result<Receipt> {
        self.transact("dropping a draft", |tx| {
            tx.prepare_cached("DELETE FROM card_drafts WHERE key = ?1")?
                .execute([serde_json::to_string(&key)?])?;
            Ok(DONE)
        })
    }
}

/// All drafts, newest first; what cannot be read any more is left out.
pub(super) fn all(conn: &Connection) -> Result<Vec<Draft>> {
    let mut statement = conn.prepare_cached(
        "SELECT key, base, card, at_utc_millis FROM card_drafts ORDER BY at_utc_millis DESC",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get(3)?,
        ))
    })?;
    let mut drafts = Vec::new();
    for row in rows {
        let (key, base, card, at_utc_millis) = row?;
        let read =
            (serde_json::from_str(&key), serde_json::from_str(&base), serde_json::from_str(&card));
        if let (Ok(key), Ok(base), Ok(card)) = read {
            drafts.push(Draft { key, base, card, at_utc_millis });
        }
    }
    Ok(drafts)
}

/// Drafts of this card, and of new cards for these calls.
pub(in crate::store) fn of(
    conn: &Connection,
    id: CustomerId,
    calls: &[CallId],
) -> Result<Vec<Draft>> {
    let mut drafts = all(conn)?;
    drafts.retain(|draft| match draft.key {
        DraftKey::Stored(of) => of == id,
        DraftKey::New(call) => {
            call.is_some_and(|call| calls.contains(&call)) || draft.card.id == Some(id)
        }
    });
    Ok(drafts)
}

/// Forgets them.
pub(in crate::store) fn drop_of(conn: &Connection, id: CustomerId, calls: &[CallId]) -> Result<()> {
    let mut statement = conn.prepare_cached("DELETE FROM card_drafts WHERE key = ?1")?;
    // The card's own by its key: it goes even when it cannot be read any more.
    statement.execute([serde_json::to_string(&DraftKey::Stored(id))?])?;
    for draft in of(conn, id, calls)? {
        statement.execute([serde_json::to_string(&draft.key)?])?;
    }
    Ok(())
}
