-- 14: reminders, tasks, memos, birthdays by either calendar, the list of today.
-- Days and hours are those of the clock on the wall: a task at nine is at nine in any zone. Days count from 1970-01-01,
-- wall minutes from 1970-01-01 00:00 of that clock. An entry of a series is a row of its own; the next one is made when it is done.

CREATE TABLE agenda (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL,
    text            TEXT NOT NULL,
    customer_id     INTEGER, -- no foreign key: a card that is brought back finds its entries again (ids are never used twice)
    call_id         INTEGER REFERENCES calls (id) ON DELETE SET NULL,
    due_day         INTEGER, -- NULL: on no certain day
    due_minute      INTEGER, -- of the day; NULL: all day
    remind_before   INTEGER, -- minutes; NULL: no reminder
    remind_at       INTEGER, -- wall minute; a snooze moves it
    told            INTEGER NOT NULL DEFAULT 0,
    assignee        TEXT NOT NULL,
    staff_id        INTEGER,
    priority        TEXT NOT NULL,
    rule            TEXT,    -- RFC 5545 RRULE
    series_from     INTEGER, -- the day the rule is counted from
    made_utc_millis INTEGER NOT NULL,
    made_by         TEXT NOT NULL,
    done_utc_millis INTEGER, -- NULL: open
    done_by         TEXT
) STRICT;
CREATE INDEX agenda_open ON agenda (due_day, coalesce(due_minute, -1), id) WHERE done_utc_millis IS NULL;
CREATE INDEX agenda_by_day ON agenda (due_day) WHERE done_utc_millis IS NOT NULL;
CREATE INDEX agenda_done ON agenda (done_utc_millis, id) WHERE done_utc_millis IS NOT NULL;
CREATE INDEX agenda_reminders ON agenda (remind_at, id)
    WHERE done_utc_millis IS NULL AND told = 0 AND remind_at IS NOT NULL;
CREATE INDEX agenda_series ON agenda (id) WHERE done_utc_millis IS NULL AND rule IS NOT NULL;
CREATE INDEX agenda_by_customer ON agenda (customer_id, id) WHERE customer_id IS NOT NULL;

-- Whoever has a birthday on a day is found without reading the cards.
CREATE INDEX customers_by_birthday
    ON customers (birthday ->> '$.calendar', birthday ->> '$.month', birthday ->> '$.day') WHERE birthday IS NOT NULL;

CREATE TABLE birthdays_told (
    customer_id INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    PRIMARY KEY (customer_id, day)
) STRICT, WITHOUT ROWID;
