-- 11: cards that fit every trade: fields, tags, addresses, search, duplicates, merge, pool and follow-up.
-- Lists and values are JSON of the types in `crm::customer`: they are only ever read and written whole.

ALTER TABLE customers ADD COLUMN kind TEXT NOT NULL DEFAULT 'person';
ALTER TABLE customers ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE customers ADD COLUMN addresses TEXT NOT NULL DEFAULT '[]';
ALTER TABLE customers ADD COLUMN birthday TEXT;
ALTER TABLE customers ADD COLUMN owner_id INTEGER; -- staff; NULL: the public pool
ALTER TABLE customers ADD COLUMN follow_up TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE customers ADD COLUMN picture_id INTEGER;
ALTER TABLE contact_numbers ADD COLUMN valid_from INTEGER;
ALTER TABLE contact_numbers ADD COLUMN valid_until INTEGER;
ALTER TABLE contact_numbers ADD COLUMN opted_out INTEGER NOT NULL DEFAULT 0;

-- Keys that are alike for names that sound alike, and for one address however it was written (`crm::cards::duplicate`).
ALTER TABLE customers ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN address_key TEXT NOT NULL DEFAULT '';
CREATE INDEX customers_by_name_key ON customers (name_key, id) WHERE name_key <> '';
CREATE INDEX customers_by_address_key ON customers (address_key, id) WHERE address_key <> '';

-- Filters of the list; each holds the order of the list.
CREATE INDEX customers_by_class ON customers (class, name) WHERE class <> '';
CREATE INDEX customers_by_owner ON customers (owner_id, name) WHERE owner_id IS NOT NULL;
CREATE INDEX customers_by_follow_up ON customers (follow_up, name) WHERE follow_up <> '';
-- Asked last before a number is dialled.
CREATE INDEX contact_numbers_opted_out ON contact_numbers (key) WHERE opted_out = 1;

CREATE TABLE customer_tags (
    tag         TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tags_by_customer ON customer_tags (customer_id);

-- Beside `customer_search`, whose least is three letters: signs and pairs of signs of names, initials of their sound and
-- pairs of them, and how they begin (`^`).
CREATE VIRTUAL TABLE customer_grams USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '^'"
);

CREATE TABLE card_fields (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: values on cards point to it
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    def      TEXT NOT NULL -- JSON of crm::cards::field::FieldDef
) STRICT;

-- What was typed into cards and is not saved: survives a crash.
CREATE TABLE card_drafts (
    key           TEXT PRIMARY KEY, -- JSON of crm::cards::DraftKey
    base          TEXT NOT NULL,
    card          TEXT NOT NULL,
    at_utc_millis INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Pairs of cards that a person said are not one customer. No foreign keys: an undone deletion finds them again.
CREATE TABLE card_not_same (
    a INTEGER NOT NULL, -- the smaller id
    b INTEGER NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

-- Rows of the journal that are about a card.
CREATE TABLE card_journal (
    customer_id INTEGER NOT NULL,
    journal_id  INTEGER NOT NULL,
    PRIMARY KEY (customer_id, journal_id)
) STRICT, WITHOUT ROWID;
