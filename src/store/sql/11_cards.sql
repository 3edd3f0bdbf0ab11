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
