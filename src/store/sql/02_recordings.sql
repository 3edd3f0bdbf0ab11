-- 02: how recordings are kept: coding, seal, masks, markers, retention, and the ledger that proves it.

ALTER TABLE recordings ADD COLUMN format TEXT NOT NULL DEFAULT 'pcm';       -- base::sound::SoundFormat
ALTER TABLE recordings ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;         -- of the sealed file
ALTER TABLE recordings ADD COLUMN seal INTEGER;                             -- row of the ledger in force; NULL: not sealed yet
ALTER TABLE recordings ADD COLUMN keep_until INTEGER;                       -- UTC milliseconds; NULL: as the settings say
ALTER TABLE recordings ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;          -- legal hold: never deleted
ALTER TABLE recordings ADD COLUMN verdict TEXT;                             -- JSON of call::recordings::Verdict, of the newest check
ALTER TABLE recordings ADD COLUMN checked_utc_millis INTEGER;
ALTER TABLE recordings ADD COLUMN listens INTEGER NOT NULL DEFAULT 0;
CREATE INDEX recordings_unsealed ON recordings (id) WHERE seal IS NULL AND state IN ('done', 'partial');
CREATE INDEX recordings_timed ON recordings (keep_until) WHERE keep_until IS NOT NULL;

CREATE TABLE recording_masks (
    id           INTEGER PRIMARY KEY,
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    from_nanos   INTEGER NOT NULL, -- in the recording
    to_nanos     INTEGER,          -- NULL: the pause is not over
    reason       TEXT NOT NULL
) STRICT;
CREATE INDEX recording_masks_by_recording ON recording_masks (recording_id, from_nanos);

CREATE TABLE recording_markers (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: undo brings a marker back under its id
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    at_nanos     INTEGER NOT NULL,
    text         TEXT NOT NULL
) STRICT;
CREATE INDEX recording_markers_by_recording ON recording_markers (recording_id, at_nanos);

-- Files that rows no longer name and that are still to be removed.
CREATE TABLE recording_leftovers (
    path TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Rows of the journal that are about recordings.
CREATE TABLE recording_journal (
    journal_id   INTEGER PRIMARY KEY,
    recording_id INTEGER NOT NULL
) STRICT;
CREATE INDEX recording_journal_by_recording ON recording_journal (recording_id, journal_id);

-- The proof: every row's hash covers the row and the hash before it, so that none can be changed, put in or taken out
-- unnoticed. Only ever added to.
CREATE TABLE recording_ledger (
    seq            INTEGER PRIMARY KEY, -- 1, 2, 3, … without a gap
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL,
    who            TEXT NOT NULL,
    kind           TEXT NOT NULL,       -- sealed, recoded, masked, deleted
    recording_id   INTEGER NOT NULL,
    path           TEXT NOT NULL,
    format         TEXT NOT NULL,
    bytes          INTEGER NOT NULL,
    sha256         BLOB NOT NULL,       -- of the file
    detail         TEXT NOT NULL,
    hash           BLOB NOT NULL        -- of this row and the one before
) STRICT;
CREATE TRIGGER recording_ledger_is_never_changed BEFORE UPDATE ON recording_ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END;
CREATE TRIGGER recording_ledger_is_never_shortened BEFORE DELETE ON recording_ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END;

-- The newest row, so that rows taken away at the end are missed.
CREATE TABLE recording_ledger_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO recording_ledger_head (one, seq, hash) VALUES (1, 0, zeroblob(32));
