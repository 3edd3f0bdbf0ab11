-- 03: the log as work. Missed calls by caller, how they were dealt with, outcomes in the office's words, promises;
-- and what lets ten million calls be counted, paged and filtered without reading them.
-- The log stands in the order of call ids: that is the order in which calls happened, also when the clock was set back.

ALTER TABLE calls ADD COLUMN burst BLOB;     -- caller_id packed (`store::pack`); caller_id itself only in calls of version 1
ALTER TABLE calls ADD COLUMN work_key TEXT;  -- of a missed call: match key, or '#id' where no number was sent

CREATE TABLE agents (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
ALTER TABLE calls ADD COLUMN agent_id INTEGER REFERENCES agents (id);

DROP INDEX calls_by_direction;
DROP INDEX calls_missed;
DROP INDEX calls_to_do;
CREATE INDEX calls_outgoing ON calls (id) WHERE direction = 'outgoing';
CREATE INDEX calls_by_outcome ON calls (outcome);
CREATE INDEX calls_by_line ON calls (line);
CREATE INDEX calls_by_agent ON calls (agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX calls_by_talk ON calls (lasted_nanos - answered_after_nanos)
    WHERE answered_after_nanos IS NOT NULL AND lasted_nanos IS NOT NULL;
CREATE INDEX calls_to_do ON calls (id) WHERE outcome = 'missed' AND handled = 0;
CREATE INDEX calls_work ON calls (work_key, id) WHERE outcome = 'missed' AND handled = 0;

-- Timelines of version 1 are JSON text and stay so; new ones are packed (`store::timeline`).
CREATE TABLE timelines (
    call_id INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    entries ANY NOT NULL
) STRICT;
INSERT INTO timelines SELECT call_id, entries FROM call_timelines;
DROP TABLE call_timelines;
ALTER TABLE timelines RENAME TO call_timelines;

-- Beside `call_search`, whose least is three letters and whose lists are long: every pair of Chinese characters of a
-- note (two are a word), and every five digits that stand together in the number or the note (five are nearly unique).
CREATE VIRTUAL TABLE call_grams USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 0"
);

-- How many of 1,024 calls that stand together fit each chip of the log: totals and places are sums over these rows.
CREATE TABLE call_blocks (
    block    INTEGER PRIMARY KEY, -- id / 1024
    calls    INTEGER NOT NULL,
    incoming INTEGER NOT NULL,    -- and answered
    outgoing INTEGER NOT NULL,
    missed   INTEGER NOT NULL,
    to_do    INTEGER NOT NULL,
    oldest   INTEGER NOT NULL,    -- begun, milliseconds since 1970 UTC
    newest   INTEGER NOT NULL
) STRICT;
INSERT INTO call_blocks
    SELECT id >> 10, count(*), sum(direction = 'incoming' AND answered_after_nanos IS NOT NULL),
           sum(direction = 'outgoing'), sum(outcome = 'missed'), sum(outcome = 'missed' AND handled = 0),
           min(started_utc_millis), max(started_utc_millis)
    FROM calls GROUP BY id >> 10;

CREATE TRIGGER calls_counted AFTER INSERT ON calls BEGIN
    INSERT INTO call_blocks VALUES (
        new.id >> 10, 1, new.direction = 'incoming' AND new.answered_after_nanos IS NOT NULL,
        new.direction = 'outgoing', new.outcome = 'missed', new.outcome = 'missed' AND new.handled = 0,
        new.started_utc_millis, new.started_utc_millis
    ) ON CONFLICT (block) DO UPDATE SET
        calls = calls + 1, incoming = incoming + excluded.incoming, outgoing = outgoing + excluded.outgoing,
        missed = missed + excluded.missed, to_do = to_do + excluded.to_do,
        oldest = min(oldest, excluded.oldest), newest = max(newest, excluded.newest);
END;
CREATE TRIGGER calls_counted_again
AFTER UPDATE OF direction, outcome, answered_after_nanos, handled, started_utc_millis ON calls
WHEN old.direction <> new.direction OR old.outcome <> new.outcome OR old.handled <> new.handled
    OR (old.answered_after_nanos IS NULL) <> (new.answered_after_nanos IS NULL)
    OR old.started_utc_millis <> new.started_utc_millis
BEGIN
    UPDATE call_blocks SET
        incoming = incoming + (new.direction = 'incoming' AND new.answered_after_nanos IS NOT NULL)
                            - (old.direction = 'incoming' AND old.answered_after_nanos IS NOT NULL),
        outgoing = outgoing + (new.direction = 'outgoing') - (old.direction = 'outgoing'),
        missed = missed + (new.outcome = 'missed') - (old.outcome = 'missed'),
        to_do = to_do + (new.outcome = 'missed' AND new.handled = 0) - (old.outcome = 'missed' AND old.handled = 0),
        oldest = min(oldest, new.started_utc_millis), newest = max(newest, new.started_utc_millis)
    WHERE block = new.id >> 10;
END;
CREATE TRIGGER calls_uncounted AFTER DELETE ON calls BEGIN
    UPDATE call_blocks SET
        calls = calls - 1,
        incoming = incoming - (old.direction = 'incoming' AND old.answered_after_nanos IS NOT NULL),
        outgoing = outgoing - (old.direction = 'outgoing'),
        missed = missed - (old.outcome = 'missed'),
        to_do = to_do - (old.outcome = 'missed' AND old.handled = 0)
    WHERE block = old.id >> 10;
END;

-- One row for everybody who waits for a call: five rings are one row.
CREATE TABLE work_groups (
    key    TEXT PRIMARY KEY,
    calls  INTEGER NOT NULL,
    newest INTEGER NOT NULL -- call
) STRICT, WITHOUT ROWID;
CREATE INDEX work_groups_by_newest ON work_groups (newest);

CREATE TRIGGER missed_inserted AFTER INSERT ON calls WHEN new.outcome = 'missed' AND new.handled = 0 BEGIN
    INSERT INTO work_groups VALUES (coalesce(new.work_key, '#' || new.id), 1, new.id)
    ON CONFLICT (key) DO UPDATE SET calls = calls + 1, newest = max(newest, excluded.newest);
END;
CREATE TRIGGER missed_opened AFTER UPDATE OF outcome, handled ON calls
WHEN new.outcome = 'missed' AND new.handled = 0 AND NOT (old.outcome = 'missed' AND old.handled = 0) BEGIN
    INSERT INTO work_groups VALUES (coalesce(new.work_key, '#' || new.id), 1, new.id)
    ON CONFLICT (key) DO UPDATE SET calls = calls + 1, newest = max(newest, excluded.newest);
END;
CREATE TRIGGER missed_closed AFTER UPDATE OF outcome, handled ON calls
WHEN old.outcome = 'missed' AND old.handled = 0 AND NOT (new.outcome = 'missed' AND new.handled = 0) BEGIN
    UPDATE work_groups SET calls = calls - 1, newest = coalesce(
        (SELECT max(id) FROM calls WHERE work_key = old.work_key AND outcome = 'missed' AND handled = 0), 0)
    WHERE key = coalesce(old.work_key, '#' || old.id);
    DELETE FROM work_groups WHERE key = coalesce(old.work_key, '#' || old.id) AND calls <= 0;
END;
CREATE TRIGGER missed_deleted AFTER DELETE ON calls WHEN old.outcome = 'missed' AND old.handled = 0 BEGIN
    UPDATE work_groups SET calls = calls - 1, newest = coalesce(
        (SELECT max(id) FROM calls WHERE work_key = old.work_key AND outcome = 'missed' AND handled = 0), 0)
    WHERE key = coalesce(old.work_key, '#' || old.id);
    DELETE FROM work_groups WHERE key = coalesce(old.work_key, '#' || old.id) AND calls <= 0;
END;

-- How a missed call came off the list: by which call, by whom.
CREATE TABLE work_done (
    call_id       INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    how           TEXT NOT NULL,
    by_call       INTEGER,
    who           TEXT NOT NULL,
    at_utc_millis INTEGER NOT NULL
) STRICT;

-- What came of a call, in a word of the office.
CREATE TABLE call_results (
    call_id       INTEGER PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    word          TEXT NOT NULL,
    who           TEXT NOT NULL,
    at_utc_millis INTEGER NOT NULL
) STRICT;
CREATE INDEX call_results_by_word ON call_results (word, call_id);

CREATE TABLE promises (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id         INTEGER REFERENCES calls (id) ON DELETE SET NULL,
    text            TEXT NOT NULL,
    due_utc_millis  INTEGER NOT NULL,
    offset_minutes  INTEGER NOT NULL,
    made_utc_millis INTEGER NOT NULL,
    who             TEXT NOT NULL,
    done            INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX promises_due ON promises (due_utc_millis, id) WHERE done = 0;
CREATE INDEX promises_by_call ON promises (call_id) WHERE call_id IS NOT NULL;
