//! What a seat may see and change, kept by the database itself. On a reading connection every table with rows of people is
//! stood before by a view of the same name that holds only what the seat may see: whatever is asked, by whatever question,
//! is answered from there. On the writing connection triggers refuse a person's change of a row that is not theirs. Both
//! are temporary: they belong to the connection, and nothing of them is in the file.
//! May depend on `base`, `crm`.

use crate::crm::staff::sight::{Among, Sight};
use crate::store::error::Result;
use rusqlite::Connection;
use std::borrow::Cow;

/// What a refusal begins with; the error's text is for people.
pub(super) const REFUSED: &str = "not_yours";

/// Views that stand before tables, in an order in which each uses only those before it.
fn views(sight: &Sight) -> Vec<(&'static str, String)> {
    let card = |key: &str| own_card(sight, key);
    let whole = |table: &str, of: &str| format!("SELECT * FROM main.{table} t WHERE {of}");
    let of_card = |table| whole(table, &card("t.customer_id"));
    let of_call = "EXISTS (SELECT 1 FROM temp.calls k WHERE k.id = t.call_id)";
    let of_order = "EXISTS (SELECT 1 FROM temp.orders o WHERE o.id = t.order_id)";
    let loose = |key: &str, of: &str| format!("(t.{key} IS NULL OR {of})");
    let agents = |among: &Among| people(among, "t.agent_id", "agents");
    let figures = match &sight.reports {
        Among::Of(_) => format!("t.agent_id <> 0 AND {}", agents(&sight.reports)),
        among => agents(among),
    };
    vec![
        ("customers", whole("customers", &owned(&sight.customers, "t.owner_id"))),
        ("contact_numbers", of_card("contact_numbers")),
        ("customer_tags", of_card("customer_tags")),
        ("card_journal", of_card("card_journal")),
        ("card_drafts", whole("card_drafts", &card("(t.key ->> '$.stored')"))),
        (
            "calls",
            whole("calls", &format!("{} AND {}", card("t.customer_id"), agents(&sight.calls))),
        ),
        ("call_notes", whole("call_notes", of_call)),
        ("call_results", whole("call_results", of_call)),
        ("promises", whole("promises", &loose("call_id", of_call))),
        ("work_groups", WAITING.to_owned()),
        ("recordings", whole("recordings", &heard(sight))),
        ("orders", whole("orders", &ordered(sight, "t", &own_card))),
        ("order_lines", whole("order_lines", of_order)),
        ("charges", whole("charges", of_order)),
        ("payments", whole("payments", &paid(sight, &loose("order_id", of_order)))),
        ("unit_movements", whole("unit_movements", &paid(sight, &loose("order_id", of_order)))),
        ("agenda", of_card("agenda")),
        ("files", whole("files", &attached(sight))),
        ("call_figures", whole("call_figures", &figures)),
        ("journal", whole("journal", &journalled(sight))),
    ]
}

/// Missed calls that wait, from the calls that may be seen.
const WAITING: &str =
    "SELECT coalesce(work_key, '#' || id) AS key, count(*) AS calls, max(id) AS newest
     FROM temp.calls WHERE outcome = 'missed' AND handled = 0 GROUP BY 1";

/// Views of the file itself that are read where calls are counted; each once more, over the calls that may be seen.
const OVER_CALLS: [&str; 3] = ["call_kinds", "call_spans", "call_facts"];

/// A condition on the owner of a card.
fn owned(among: &Among, owner: &str) -> String {
    match among {
        Among::Nothing => "0".to_owned(),
        Among::All => "1".to_owned(),
        Among::Of(people) => {
            let ids: Vec<String> = people.iter().map(|person| person.id.0.to_string()).collect();
            format!("({owner} IS NULL OR {owner} IN ({}))", ids.join(", "))
        }
    }
}

/// A condition on the card a row belongs to; a row that belongs to none, or to a card that is gone, is nobody's.
fn own_card(sight: &Sight, key: &str) -> String {
    match &sight.customers {
        Among::All => "1".to_owned(),
        among => format!(
            "NOT EXISTS (SELECT 1 FROM main.customers m WHERE m.id = {key} AND NOT {})",
            owned(among, "m.owner_id")
        ),
    }
}

/// The same while something is done: a card that was one's own when the deed began stays so until it is done, though it may
/// have changed hands in the middle of it.
fn acting_card(sight: &Sight, key: &str) -> String {
    match &sight.customers {
        Among::All => "1".to_owned(),
        among => format!(
            "NOT EXISTS (SELECT 1 FROM main.customers m WHERE m.id = {key} AND NOT {}
                         AND m.id NOT IN (SELECT id FROM temp.seat_cards))",
            owned(among, "m.owner_id")
        ),
    }
}

/// A condition on who took a call: by the number of their name among the agents.
fn people(among: &Among, key: &str, table: &str) -> String {
    match among {
        Among::Nothing => "0".to_owned(),
        Among::All => "1".to_owned(),
        Among::Of(_) => format!(
            "({key} IS NULL OR {key} = 0 OR {key} IN (SELECT id FROM main.{table} WHERE name IN ({})))",
            names(among)
        ),
    }
}

/// Names as a list of SQL strings.
fn names(among: &Among) -> String {
    let Among::Of(people) = among else { return String::new() };
    let names: Vec<String> = people.iter().map(|person| quoted(&person.name)).collect();
    names.join(", ")
}

fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("'{}'", plain.replace('\'', "''"))
}

/// A recording is heard by those who may see its call and hear recordings of who took it.
fn heard(sight: &Sight) -> String {
    format!(
        "EXISTS (SELECT 1 FROM temp.calls k WHERE k.id = t.call_id AND {})",
        people(&sight.recordings, "k.agent_id", "agents")
    )
}

/// An order is theirs who took it, and theirs whose customer it is.
fn ordered(sight: &Sight, order: &str, card: &dyn Fn(&Sight, &str) -> String) -> String {
    let card = card(sight, &format!("{order}.customer_id"));
    let reach = match &sight.orders {
        Among::Nothing => "0".to_owned(),
        Among::All => "1".to_owned(),
        among @ Among::Of(people) => {
            let ids: Vec<String> = people.iter().map(|person| person.id.0.to_string()).collect();
            format!(
                "({order}.who IN ({}) OR EXISTS (SELECT 1 FROM main.customers w
                     WHERE w.id = {order}.customer_id AND w.owner_id IN ({})))",
                names(among),
                ids.join(", ")
            )
        }
    };
    format!("{card} AND {reach}")
}

fn paid(sight: &Sight, of_order: &str) -> String {
    match sight.orders {
        Among::Nothing => "0".to_owned(),
        _ => format!("{} AND {of_order}", own_card(sight, "t.customer_id")),
    }
}

fn attached(sight: &Sight) -> String {
    format!(
        "CASE t.subject
             WHEN 'customer' THEN {}
             WHEN 'call' THEN EXISTS (SELECT 1 FROM temp.calls k WHERE k.id = t.subject_id)
             WHEN 'order' THEN EXISTS (SELECT 1 FROM temp.orders o WHERE o.id = t.subject_id)
             WHEN 'task' THEN EXISTS (SELECT 1 FROM temp.agenda a WHERE a.id = t.subject_id)
             ELSE 1 END",
        own_card(sight, "t.subject_id")
    )
}

/// The journal is for those who may read it; what they did themselves is everybody's own.
fn journalled(sight: &Sight) -> String {
    if sight.journal && sight.customers == Among::All {
        return "1".to_owned();
    }
    // The second half is the index's own condition.
    format!("t.who = {} AND t.who <> 'program'", quoted(&sight.me))
}

/// Whether views stand before the tables of this connection.
pub(super) fn is_narrow(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM sqlite_temp_schema WHERE type = 'view' AND name = 'calls')",
    )?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// A statement that names indices, without them where a view stands before the table: a view has none.
pub(super) fn fitting<'a>(conn: &Connection, sql: &'a str) -> Result<Cow<'a, str>> {
    const HINT: &str = " INDEXED BY ";
    if !sql.contains(HINT) || !is_narrow(conn)? {
        return Ok(Cow::Borrowed(sql));
    }
    let mut parts = sql.split(HINT);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
        plain.push_str(part.get(name..).unwrap_or_default());
    }
    Ok(Cow::Owned(plain))
}

/// Puts the views of this sight before the tables, in place of those of another; `None`: takes them away.
pub(super) fn look_as(conn: &Connection, sight: Option<&Sight>) -> Result<()> {
    // What is temporary may be written whatever else may not.
    conn.pragma_update(None, "query_only", false)?;
    let done = replace_views(conn, sight);
    conn.pragma_update(None, "query_only", true)?;
    done
}

fn replace_views(conn: &Connection, sight: Option<&Sight>) -> Result<()> {
    let mut ddl = vec!["BEGIN;".to_owned()];
    let names: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_temp_schema WHERE type = 'view'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    ddl.extend(names.iter().map(|name| format!("DROP VIEW temp.{name};")));
    if let Some(sight) = sight {
        for (name, select) in views(sight) {
            ddl.push(format!("CREATE TEMP VIEW {name} AS {select};"));
        }
        for name in OVER_CALLS {
            let sql: String = conn.query_row(
                "SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = ?1",
                [name],
                |row| row.get(0),
            )?;
            ddl.push(format!("{};", sql.replacen("CREATE VIEW", "CREATE TEMP VIEW", 1)));
        }
    }
    ddl.push("COMMIT;".to_owned());
    let done = conn.execute_batch(&ddl.concat());
    if done.is_err() && !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    Ok(done?)
}

/// The triggers that refuse: table, what happens to its rows, and the condition under which it may, where `r` is the row.
fn guards(sight: &Sight) -> Vec<(&'static str, &'static str, String)> {
    let mut all = Vec::new();
    let mut guard = |table: &'static str, condition: &dyn Fn(&str) -> String| {
        for (act, row) in [("INSERT", "new"), ("UPDATE", "old"), ("DELETE", "old")] {
            all.push((table, act, condition(row)));
        }
    };
    let card = |row: &str| acting_card(sight, &format!("{row}.customer_id"));
    guard("contact_numbers", &card);
    guard("customer_tags", &card);
    guard("agenda", &card);
    guard("calls", &|row| {
        format!("{} AND {}", card(row), people(&sight.calls, &format!("{row}.agent_id"), "agents"))
    });
    guard("call_notes", &|row| taken(sight, &format!("{row}.call_id"), &Among::All));
    guard("recordings", &|row| taken(sight, &format!("{row}.call_id"), &sight.recordings));
    guard("payments", &|row| match sight.orders {
        Among::Nothing => "0".to_owned(),
        _ => card(row),
    });
    guard("orders", &|row| ordered(sight, row, &acting_card));
    guard("files", &|row| {
        let card = acting_card(sight, &format!("{row}.subject_id"));
        format!("({row}.subject <> 'customer' OR {card})")
    });
    // A new card may be anybody's; a card changes hands only from hands one may act for.
    all.extend(
        ["UPDATE", "DELETE"].map(|act| ("customers", act, owned(&sight.customers, "old.owner_id"))),
    );
    let may_add = if sight.customers == Among::Nothing { "0" } else { "1" };
    all.push(("customers", "INSERT", may_add.to_owned()));
    all
}

/// A condition on the call a row belongs to.
fn taken(sight: &Sight, key: &str, among: &Among) -> String {
    format!(
        "EXISTS (SELECT 1 FROM main.calls k WHERE k.id = {key} AND {} AND {} AND {})",
        acting_card(sight, "k.customer_id"),
        people(&sight.calls, "k.agent_id", "agents"),
        people(among, "k.agent_id", "agents")
    )
}

/// Puts the guards of this sight on the writing connection, in place of those of another.
pub(super) fn guard(conn: &Connection, sight: Option<&Sight>) -> Result<()> {
    let mut ddl = vec![
        "DROP TABLE IF EXISTS temp.seat; DROP TABLE IF EXISTS temp.seat_cards;
         CREATE TEMP TABLE seat_cards (id INTEGER PRIMARY KEY);"
            .to_owned(),
    ];
    let names: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_temp_schema WHERE type = 'trigger'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    ddl.extend(names.iter().map(|name| format!("DROP TRIGGER temp.{name};")));
    if let Some(sight) = sight {
        ddl.push(
            "CREATE TEMP TABLE seat (is_on INTEGER NOT NULL); INSERT INTO seat VALUES (0);"
                .to_owned(),
        );
        for act in ["INSERT", "UPDATE"] {
            ddl.push(format!(
                "CREATE TEMP TRIGGER done_customers_{act} AFTER {act} ON main.customers
                 WHEN (SELECT is_on FROM temp.seat)
                 BEGIN INSERT OR IGNORE INTO seat_cards VALUES (new.id); END;"
            ));
        }
        for (table, act, may) in guards(sight) {
            ddl.push(format!(
                "CREATE TEMP TRIGGER guard_{table}_{act} BEFORE {act} ON main.{table}
                 WHEN (SELECT is_on FROM temp.seat) AND NOT ({may})
                 BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END;"
            ));
        }
    }
    Ok(conn.execute_batch(&ddl.concat())?)
}

/// Turns the guards on for a person, off for the program.
pub(super) fn turn_guards(conn: &Connection, on: bool) -> Result<()> {
    conn.execute("UPDATE temp.seat SET is_on = ?1", [on])?;
    conn.execute("DELETE FROM temp.seat_cards", [])?;
    Ok(())
}
