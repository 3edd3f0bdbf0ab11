-- 06: what people know better than the tables of number places. The tables themselves are files beside the database.
CREATE TABLE place_corrections (
    digits        TEXT PRIMARY KEY, -- a match key or the beginning of one
    province      TEXT NOT NULL,
    city          TEXT NOT NULL,
    operator      TEXT NOT NULL,
    note          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
