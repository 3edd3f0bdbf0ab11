-- 19: reports. Nothing is kept twice: indices that hold what sums are made of, so that a report reads no order whole.

-- By day, by customer, by product the sums of orders are read out of these.
CREATE INDEX orders_figures ON orders (day, state, customer_id, total);
CREATE INDEX orders_rhythm ON orders (customer_id, day, state, total) WHERE customer_id IS NOT NULL;
-- Few, and looked for often: what came back, what was called off, what was paid for no order.
CREATE INDEX order_lines_returned ON order_lines (order_id) WHERE returned > 0;
CREATE INDEX orders_not_owed ON orders (id) WHERE state IN ('draft', 'void');
CREATE INDEX payments_on_account ON payments (at_utc_millis, customer_id, amount, offset_minutes) WHERE order_id IS NULL;
