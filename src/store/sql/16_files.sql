-- 16: files attached to anything, kept by content hash: files/ab/abcdef….ext beside the database, the same content once.
-- What is taken off keeps its content, so that it can be brought back.

CREATE TABLE files (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    subject          TEXT NOT NULL,    -- customer, call, order, task, knowledge
    subject_id       INTEGER NOT NULL,
    hash             TEXT NOT NULL,    -- SHA-256, hexadecimal
    ext              TEXT NOT NULL,
    name             TEXT NOT NULL,    -- where it came from
    bytes            INTEGER NOT NULL,
    added_utc_millis INTEGER NOT NULL,
    who              TEXT NOT NULL
) STRICT;
CREATE INDEX files_by_subject ON files (subject, subject_id, id);
CREATE INDEX files_by_hash ON files (hash);
