-- 18: employees, log-in, roles and rights, number masking, the journal for people.

CREATE TABLE roles (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL, -- empty: the built-in name of its number
    rights TEXT NOT NULL  -- JSON of `crm::staff::Rights`
) STRICT;
INSERT INTO roles VALUES
    (1, '', '{}'), -- the owner's: every right, whatever stands here
    (2, '', '{"reach":{"customers":"all","calls":"all","recordings":"all","orders":"all","reports":"all","staff":"team","settings":"all"},"whole_numbers":true,"export":true,"journal":true}'),
    (3, '', '{"reach":{"customers":"all","calls":"all","recordings":"own","orders":"all","reports":"own"},"whole_numbers":true,"export":false,"journal":false}'),
    (4, '', '{"reach":{"customers":"own","calls":"own","orders":"own"},"whole_numbers":false,"export":false,"journal":false}');

CREATE TABLE staff (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    agent_number TEXT NOT NULL,
    extension    TEXT NOT NULL,
    phone        TEXT NOT NULL DEFAULT '',
    team         TEXT NOT NULL,
    birthday     TEXT,                                      -- JSON of `crm::customer::Birthday`
    role_id      INTEGER NOT NULL REFERENCES roles (id),
    gone         INTEGER NOT NULL DEFAULT 0,
    password     TEXT                                       -- Argon2id hash with its salt (PHC string); NULL: none
) STRICT;
-- Whoever starts the program first owns it; alone at the desk nobody logs in.
INSERT INTO staff (id, name, agent_number, extension, team, role_id) VALUES (1, '', '', '', '', 1);

-- What people did; the program's own rows are many and looked for by nobody.
CREATE INDEX journal_by_who ON journal (who, id) WHERE who <> 'program';
