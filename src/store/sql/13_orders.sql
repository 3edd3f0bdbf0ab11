-- 13: orders, delivery and return slips, payments, balances in money and in units.
-- A customer is named by id without a foreign key: an undone deletion finds its orders again, and ids are never used twice.

CREATE TABLE orders (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    day            INTEGER NOT NULL,  -- of the shop's calendar: 20261127
    place          INTEGER NOT NULL,  -- in that day, from 1, without gaps
    customer_id    INTEGER,
    name           TEXT NOT NULL,
    phone          TEXT NOT NULL,
    address        TEXT NOT NULL,
    deliver_at     INTEGER,
    courier        TEXT NOT NULL,
    note           TEXT NOT NULL,
    discount       TEXT NOT NULL,     -- JSON of crm::orders::line::Discount
    state          TEXT NOT NULL,
    total          INTEGER NOT NULL,  -- of its lines: what is owed while it is neither a draft nor void
    revision       INTEGER NOT NULL,
    who            TEXT NOT NULL,
    made_at        INTEGER NOT NULL,  -- milliseconds since 1970 UTC
    offset_minutes INTEGER NOT NULL,
    delivered_at   INTEGER,
    UNIQUE (day, place)
) STRICT;
CREATE INDEX orders_by_time ON orders (made_at, id);
CREATE INDEX orders_by_customer ON orders (customer_id, made_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_open ON orders (made_at, id) WHERE state IN ('draft', 'confirmed', 'delivering');

CREATE TABLE order_lines (
    order_id   INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL,      -- from 0
    product_id INTEGER NOT NULL REFERENCES products (id),
    name       TEXT NOT NULL,         -- as it was called then
    unit       TEXT NOT NULL,
    quantity   INTEGER NOT NULL,
    price      INTEGER NOT NULL,
    discount   TEXT NOT NULL,
    by_ticket  INTEGER NOT NULL,
    empties    INTEGER NOT NULL,
    returned   INTEGER NOT NULL,
    amount     INTEGER NOT NULL,      -- owed for it before the discount on the whole order
    cost       INTEGER NOT NULL,
    PRIMARY KEY (order_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_lines_by_product ON order_lines (product_id, order_id);

-- What orders charge to their customers, each change with its day. The sum over an order is its total while it is owed.
CREATE TABLE charges (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id       INTEGER NOT NULL REFERENCES orders (id),
    customer_id    INTEGER,
    amount         INTEGER NOT NULL,
    kind           TEXT NOT NULL,     -- order, change, return
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL
) STRICT;
CREATE INDEX charges_by_order ON charges (order_id, amount);
CREATE INDEX charges_by_customer ON charges (customer_id, at_utc_millis, amount) WHERE customer_id IS NOT NULL;

CREATE TABLE payments (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id    INTEGER,
    order_id       INTEGER REFERENCES orders (id),
    amount         INTEGER NOT NULL,  -- negative: given back
    method         TEXT NOT NULL,
    note           TEXT NOT NULL,
    who            TEXT NOT NULL,
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL,
    CHECK (customer_id IS NOT NULL OR order_id IS NOT NULL)
) STRICT;
CREATE INDEX payments_by_time ON payments (at_utc_millis, id);
CREATE INDEX payments_by_order ON payments (order_id, amount) WHERE order_id IS NOT NULL;
CREATE INDEX payments_by_customer ON payments (customer_id, at_utc_millis, amount) WHERE customer_id IS NOT NULL;

-- Accounts in units of a product: tickets paid in advance, containers at the customer's, deposits. Balances are sums.
CREATE TABLE unit_movements (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id    INTEGER NOT NULL,
    product_id     INTEGER NOT NULL REFERENCES products (id),
    account        TEXT NOT NULL,     -- ticket, container, deposit
    quantity       INTEGER NOT NULL,  -- signed
    order_id       INTEGER REFERENCES orders (id),
    reason         TEXT NOT NULL,
    who            TEXT NOT NULL,
    at_utc_millis  INTEGER NOT NULL,
    offset_minutes INTEGER NOT NULL
) STRICT;
CREATE INDEX units_by_customer ON unit_movements (customer_id, product_id, account, quantity);
CREATE INDEX units_by_order ON unit_movements (order_id) WHERE order_id IS NOT NULL;
