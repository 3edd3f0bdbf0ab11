-- 12: products, price lists, and stock as the sum of its movements.
-- Money in minor units, quantities in thousandths of the unit: whole numbers everywhere.

CREATE TABLE products (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: orders and the journal point to it
    name         TEXT NOT NULL,
    unit         TEXT NOT NULL,
    barcode      TEXT NOT NULL,
    category     TEXT NOT NULL,
    price        INTEGER NOT NULL,
    cost         INTEGER NOT NULL,      -- the last one, for a unit
    note         TEXT NOT NULL,
    policy       TEXT NOT NULL,         -- block, warn, allow
    low_at       INTEGER,
    container_id INTEGER REFERENCES products (id) ON DELETE SET NULL,
    ticket_id    INTEGER REFERENCES products (id) ON DELETE SET NULL, -- the product its tickets pay for
    ticket_units INTEGER NOT NULL,
    deposit      INTEGER NOT NULL,
    stockless    INTEGER NOT NULL,
    gone         INTEGER NOT NULL,
    revision     INTEGER NOT NULL
) STRICT;
CREATE INDEX products_by_name ON products (gone, category, name, id);
CREATE INDEX products_by_barcode ON products (barcode) WHERE barcode <> '';
CREATE INDEX products_by_container ON products (container_id) WHERE container_id IS NOT NULL;
CREATE INDEX products_by_ticket ON products (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE product_prices (
    product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    class      TEXT NOT NULL,
    price      INTEGER NOT NULL,
    PRIMARY KEY (product_id, class)
) STRICT, WITHOUT ROWID;

-- The stock of a product is the sum of these quantities, what it cost the sum of these values, and nothing else is kept.
CREATE TABLE stock_movements (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id     INTEGER NOT NULL REFERENCES products (id),
    quantity       INTEGER NOT NULL, -- signed
    value          INTEGER NOT NULL, -- signed
    kind           TEXT NOT NULL,    -- in, out, count, return, write_off
    reason         TEXT NOT NULL,
    order_id       INTEGER REFERENCES orders (id),
    line           INTEGER,          -- its place in that order
    who            TEXT NOT NULL,
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL
) STRICT;
-- Covers the sums.
CREATE INDEX stock_by_product ON stock_movements (product_id, quantity, value);
CREATE INDEX stock_by_order ON stock_movements (order_id) WHERE order_id IS NOT NULL;
