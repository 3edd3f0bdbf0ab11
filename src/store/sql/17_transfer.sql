-- 17: lists in and out: what each import did, so that all of it can be taken back, updates included; and what the
-- columns of earlier files meant.

CREATE TABLE imports (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL,
    who            TEXT NOT NULL,
    file           TEXT NOT NULL,             -- its name, without the folder
    mode           TEXT NOT NULL,
    state          TEXT NOT NULL,
    counts         TEXT NOT NULL DEFAULT '{}', -- JSON of `crm::transfer::report::Counts`
    journal_id     INTEGER                     -- its row of the journal
) STRICT;

-- Cards it made, as ranges of ids: a transaction of an import is one range.
CREATE TABLE import_ranges (
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    first_id  INTEGER NOT NULL,
    last_id   INTEGER NOT NULL,
    PRIMARY KEY (import_id, first_id)
) STRICT, WITHOUT ROWID;

-- Cards it changed, as they were before (JSON of `crm::customer::Customer`).
CREATE TABLE import_before (
    import_id   INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL,
    card        TEXT NOT NULL,
    PRIMARY KEY (import_id, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_before_by_customer ON import_before (customer_id);

CREATE TABLE column_maps (
    heads   TEXT PRIMARY KEY, -- the names of the columns, a line each
    targets TEXT NOT NULL     -- JSON
) STRICT, WITHOUT ROWID;
