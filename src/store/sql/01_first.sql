-- 01: customers, their numbers, calls, notes, recordings, settings, journal.
-- Times are milliseconds since 1970 UTC with the zone (minutes east) beside them where people see them;
-- durations are nanoseconds, so that a call read back equals the call written.
-- Words such as direction and outcome are the serde names of the types in `call::record`.

CREATE TABLE customers (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again after a deletion: calls and the journal point to it
    name    TEXT NOT NULL,
    company TEXT NOT NULL,
    class   TEXT NOT NULL,
    address TEXT NOT NULL,
    notes   TEXT NOT NULL
) STRICT;
-- Lists by name; covers the scan for one- and two-letter words.
CREATE INDEX customers_by_name ON customers (name, company);

CREATE TABLE contact_numbers (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL, -- order on the card
    number      TEXT NOT NULL,    -- as typed
    label       TEXT NOT NULL,
    key         TEXT NOT NULL,    -- match key; empty: no digit at all, matches nothing
    tail        TEXT NOT NULL,    -- last seven digits of the key
    digits      TEXT NOT NULL     -- digits as typed, for fragments
) STRICT;
-- The lookup while the telephone rings reads this index and nothing else of the table.
CREATE INDEX contact_numbers_by_tail ON contact_numbers (tail, key, customer_id) WHERE tail <> '';
CREATE INDEX contact_numbers_by_customer ON contact_numbers (customer_id, position);

CREATE TABLE calls (
    id                   INTEGER PRIMARY KEY, -- given by the engine
    line                 INTEGER NOT NULL,
    direction            TEXT NOT NULL,
    number               TEXT,
    caller_id            TEXT,                -- JSON of base::caller_id::CallerId
    started_utc_millis   INTEGER NOT NULL,
    offset_minutes       INTEGER NOT NULL,
    rings                INTEGER NOT NULL,
    answered_after_nanos INTEGER,
    answered_by          TEXT,
    lasted_nanos         INTEGER,
    outcome              TEXT NOT NULL,
    customer_id          INTEGER REFERENCES customers (id) ON DELETE SET NULL,
    customer_chosen      INTEGER NOT NULL DEFAULT 0, -- a person chose (a customer or none): the engine's guess no longer counts
    handled              INTEGER NOT NULL
) STRICT;
CREATE INDEX calls_by_time ON calls (started_utc_millis, id);
CREATE INDEX calls_by_direction ON calls (direction, started_utc_millis, id);
CREATE INDEX calls_by_customer ON calls (customer_id, started_utc_millis) WHERE customer_id IS NOT NULL;
CREATE INDEX calls_missed ON calls (started_utc_millis, id) WHERE outcome = 'missed';
CREATE INDEX calls_to_do ON calls (started_utc_millis, id) WHERE outcome = 'missed' AND handled = 0;
CREATE INDEX calls_open ON calls (id) WHERE outcome = 'open';

-- One JSON array per call: it is only ever written and read whole, and lists must not drag it along.
CREATE TABLE call_timelines (
    call_id INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    entries TEXT NOT NULL
) STRICT;

-- What people wrote: apart from `calls`, because the engine rewrites a call's row and must never touch these words.
CREATE TABLE call_notes (
    call_id INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    text    TEXT NOT NULL
) STRICT;

CREATE TABLE recordings (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id         INTEGER NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    path            TEXT NOT NULL UNIQUE, -- relative to the data folder, '/' as separator
    starts_at_nanos INTEGER NOT NULL,
    lasted_nanos    INTEGER NOT NULL,
    state           TEXT NOT NULL
) STRICT;
CREATE INDEX recordings_by_call ON recordings (call_id, starts_at_nanos);
CREATE INDEX recordings_writing ON recordings (id) WHERE state = 'writing';

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL,
    who            TEXT NOT NULL,  -- 'program' or the person
    operation      TEXT NOT NULL,
    subject        TEXT NOT NULL,  -- whom or what, for people
    before         TEXT,           -- JSON; NULL: there was nothing
    after          TEXT,           -- JSON; NULL: there is nothing any more
    undoable       INTEGER NOT NULL,
    undone         INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX journal_undoable ON journal (id) WHERE undoable = 1 AND undone = 0;

-- Fragments of three letters and more, anywhere in a word or number (rowid = the customer's or call's id).
CREATE VIRTUAL TABLE customer_search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE call_search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'trigram');
