-- 22: what kind of number it is (the word of `crm::customer::NumberType`), and that it was found to be wrong.

ALTER TABLE contact_numbers ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE contact_numbers ADD COLUMN bad INTEGER NOT NULL DEFAULT 0;
