-- 20: what many cards that were brought at once are found by. Cards changed one by one stand in `customer_search` and
-- `customer_grams`; a card that stands there is found by that alone, whatever a block says of it.

CREATE TABLE card_blocks (
    id       INTEGER PRIMARY KEY,
    first_id INTEGER NOT NULL, -- the cards of the block have ids from this …
    last_id  INTEGER NOT NULL  -- … to this
) STRICT;
CREATE INDEX card_blocks_by_first ON card_blocks (first_id);

CREATE TABLE card_block_grams (
    block INTEGER NOT NULL REFERENCES card_blocks (id) ON DELETE CASCADE,
    gram  INTEGER NOT NULL, -- one, two or three letters (`crm::gram::Gram`)
    cards BLOB NOT NULL,    -- which: steps from one to the next, the first from `first_id`, seven bits to a byte, low ones first
    PRIMARY KEY (block, gram)
) STRICT, WITHOUT ROWID;
