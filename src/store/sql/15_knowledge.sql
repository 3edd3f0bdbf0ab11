-- 15: questions and answers to say or play while talking. `findable` is the entry in small letters, by its sound and by its
-- initials; fragments of three letters and more are found through the index of trigrams, shorter ones by reading it.

CREATE TABLE knowledge (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    category TEXT NOT NULL,
    question TEXT NOT NULL,
    entry    TEXT NOT NULL, -- JSON of `crm::knowledge::Entry`: only ever read and written whole
    used     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX knowledge_by_use ON knowledge (used DESC, question, id);
CREATE INDEX knowledge_by_category ON knowledge (category, used DESC, question, id);
CREATE VIRTUAL TABLE knowledge_search USING fts5 (findable, tokenize = 'trigram');
