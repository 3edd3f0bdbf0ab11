-- 04: the firewall for incoming calls: what was done with each call, rules, lists of numbers.
-- Rules and treatments are JSON of the types in `call::firewall`: they are only ever read whole.

ALTER TABLE calls ADD COLUMN treatment TEXT; -- JSON of call::firewall::treatment::Treatment; NULL: not an incoming call
CREATE INDEX calls_blocked ON calls (started_utc_millis, id) WHERE outcome = 'blocked';

CREATE TABLE firewall_rules (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: calls and the journal point to it
    rule                TEXT NOT NULL,
    made_utc_millis     INTEGER NOT NULL,
    hits                INTEGER NOT NULL DEFAULT 0,
    last_hit_utc_millis INTEGER
) STRICT;

CREATE TABLE firewall_lists (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT NOT NULL,
    made_utc_millis INTEGER NOT NULL,
    gone            INTEGER NOT NULL DEFAULT 0 -- deleted, kept for an undo
) STRICT;

CREATE TABLE firewall_numbers (
    list_id INTEGER NOT NULL REFERENCES firewall_lists (id) ON DELETE CASCADE,
    number  TEXT NOT NULL, -- as in the file; a prefix ends with *
    note    TEXT NOT NULL,
    PRIMARY KEY (list_id, number)
) STRICT, WITHOUT ROWID;
