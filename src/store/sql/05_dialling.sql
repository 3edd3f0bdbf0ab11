-- 05: speed dial, and the ledger of numbers that are not to be called.

CREATE TABLE speed_dial (
    position INTEGER PRIMARY KEY, -- from 0
    label    TEXT NOT NULL,
    number   TEXT NOT NULL        -- as typed
) STRICT;

-- Append-only: the newest row of a key says what holds. Asked last before the line is taken.
CREATE TABLE suppressed_numbers (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    number         TEXT NOT NULL,    -- as typed
    key            TEXT NOT NULL CHECK (key <> ''),
    lifted         INTEGER NOT NULL, -- 1: calls are allowed again from here on
    reason         TEXT NOT NULL,
    source         TEXT NOT NULL,    -- person, call, import …
    who            TEXT NOT NULL,
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL
) STRICT;
CREATE INDEX suppressed_numbers_by_key ON suppressed_numbers (key, id);

CREATE TRIGGER suppressed_numbers_never_change BEFORE UPDATE ON suppressed_numbers
BEGIN SELECT RAISE(ABORT, 'the ledger of suppressed numbers is never changed'); END;
CREATE TRIGGER suppressed_numbers_never_go BEFORE DELETE ON suppressed_numbers
BEGIN SELECT RAISE(ABORT, 'the ledger of suppressed numbers is never emptied'); END;
-- REPLACE would delete without asking the trigger above.
CREATE TRIGGER suppressed_numbers_are_only_added BEFORE INSERT ON suppressed_numbers
WHEN EXISTS (SELECT 1 FROM suppressed_numbers WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a row of the ledger of suppressed numbers is never replaced'); END;
