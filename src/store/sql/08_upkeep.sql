-- 08: how backups ended. The words are the serde names of the types in `call::upkeep`.
CREATE TABLE backups (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    started_utc_millis INTEGER NOT NULL,
    offset_minutes     INTEGER NOT NULL,
    took_millis        INTEGER NOT NULL,
    path               TEXT NOT NULL,    -- the copy; empty when there is none
    bytes              INTEGER NOT NULL,
    row_count          INTEGER NOT NULL, -- of all tables together, counted in the copy
    recordings         INTEGER NOT NULL, -- files copied beside it
    wanted_by          TEXT NOT NULL,
    state              TEXT NOT NULL,
    detail             TEXT NOT NULL     -- why it failed
) STRICT;
CREATE INDEX backups_by_time ON backups (started_utc_millis);
