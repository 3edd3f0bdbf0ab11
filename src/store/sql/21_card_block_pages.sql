-- 21: what cards that were brought at once are found by: other pieces (plain letters and digits four by four, keys that
-- cards are compared by), and many lists on a page. What earlier versions wrote is made anew in code.

DROP TABLE card_block_grams;

CREATE TABLE card_block_pages (
    id    INTEGER PRIMARY KEY,
    block INTEGER NOT NULL REFERENCES card_blocks (id) ON DELETE CASCADE,
    gram  INTEGER NOT NULL, -- the first piece on the page (`crm::gram::Gram`)
    lists BLOB NOT NULL     -- of each piece its cards (`store::office::cards::blocks::pages`)
) STRICT;
CREATE UNIQUE INDEX card_block_pages_by_gram ON card_block_pages (block, gram);
