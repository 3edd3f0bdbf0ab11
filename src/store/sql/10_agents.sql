-- 10: figures by the person who took the call. There is one column for that, `calls.agent_id`, which the log uses too.
-- What counts as what stands in one place, the view `call_facts`: the roll-up, the lists behind the figures and the check are
-- all made from it, so that a figure and its list cannot disagree.

-- Files of the days before had another roll-up, by a column `seat` that nobody filled (its removal: `store::migrate`).
DROP TRIGGER IF EXISTS figures_of_a_new_call;
DROP TRIGGER IF EXISTS figures_before_a_change;
DROP TRIGGER IF EXISTS figures_after_a_change;
DROP TRIGGER IF EXISTS figures_longest_after_a_change;
DROP TRIGGER IF EXISTS figures_before_a_deletion;
DROP TRIGGER IF EXISTS figures_longest_after_a_deletion;
DROP VIEW IF EXISTS call_facts;
DROP VIEW IF EXISTS call_spans;
DROP VIEW IF EXISTS call_kinds;
DROP TABLE IF EXISTS call_figures;
DROP TABLE IF EXISTS call_figures_pending;

-- Every index costs each of ten million calls its bytes. The log stands in the order of ids, figures in that of local time
-- (whose index holds the id anyway): nothing reads the one by UTC. Half of all calls are answered ones, which are found
-- among the newest; all other outcomes are rarer and keep their index.
DROP INDEX IF EXISTS calls_by_time;
DROP INDEX IF EXISTS calls_by_local_time;
CREATE INDEX calls_by_local_time ON calls (local_millis);
DROP INDEX IF EXISTS calls_by_outcome;
CREATE INDEX calls_by_outcome ON calls (outcome) WHERE outcome <> 'answered';

-- Hours since 1970 on the wall clock where the call began; rounded down, also before 1970.
ALTER TABLE calls ADD COLUMN local_hour INTEGER
    AS ((local_millis - ((local_millis % 3600000) + 3600000) % 3600000) / 3600000) VIRTUAL;

-- Every call is of exactly one kind.
CREATE VIEW call_kinds AS
SELECT id, line, coalesce(agent_id, 0) AS agent_id, number, customer_id, handled, local_millis, local_hour,
    answered_after_nanos, lasted_nanos,
    CASE direction
        WHEN 'incoming' THEN CASE
            WHEN outcome = 'blocked' THEN 'blocked'
            WHEN outcome = 'answered' OR answered_after_nanos IS NOT NULL THEN 'answered'
            WHEN outcome = 'missed' THEN 'missed'
            ELSE 'incoming_other' END
        WHEN 'outgoing' THEN CASE
            WHEN outcome = 'connected' OR answered_after_nanos IS NOT NULL THEN 'connected'
            WHEN outcome = 'busy' THEN 'busy'
            WHEN outcome = 'no_answer' THEN 'no_answer'
            ELSE 'outgoing_other' END
        ELSE 'unclear' END AS kind
FROM calls;

CREATE VIEW call_spans AS
SELECT id, line, agent_id, number, customer_id, handled, local_millis, local_hour, kind,
    kind IN ('answered', 'missed', 'blocked', 'incoming_other') AS incoming,
    kind = 'answered' AS answered,
    kind = 'missed' AS missed,
    CASE WHEN kind <> 'blocked' AND lasted_nanos > answered_after_nanos
        THEN (lasted_nanos - answered_after_nanos) / 1000000 ELSE 0 END AS talk_millis,
    -- How long a caller waited: until the answer, or until giving up.
    CASE kind WHEN 'answered' THEN coalesce(answered_after_nanos, 0)
        WHEN 'missed' THEN coalesce(lasted_nanos, 0) ELSE 0 END AS waited_nanos
FROM call_kinds;

CREATE VIEW call_facts AS
SELECT id, line, agent_id, number, customer_id, local_millis, local_hour,
    1 AS calls, incoming, answered, missed,
    kind = 'blocked' AS blocked,
    kind = 'incoming_other' AS incoming_other,
    kind IN ('connected', 'busy', 'no_answer', 'outgoing_other') AS outgoing,
    kind = 'connected' AS connected,
    kind = 'busy' AS busy,
    kind = 'no_answer' AS no_answer,
    kind = 'outgoing_other' AS outgoing_other,
    kind = 'unclear' AS unclear,
    talk_millis > 30000 AS effective,
    talk_millis > 0 AS talked,
    missed AND NOT handled AS unreturned,
    incoming AND customer_id IS NOT NULL AS known,
    incoming AND customer_id IS NULL AS strangers,
    talk_millis,
    iif(answered, waited_nanos / 1000000, 0) AS wait_millis,
    answered AND waited_nanos <= 5000000000 AS answered_5,
    answered AND waited_nanos <= 10000000000 AS answered_10,
    answered AND waited_nanos <= 15000000000 AS answered_15,
    answered AND waited_nanos <= 20000000000 AS answered_20,
    answered AND waited_nanos <= 30000000000 AS answered_30,
    answered AND waited_nanos <= 60000000000 AS answered_60,
    missed AND waited_nanos <= 5000000000 AS missed_5,
    missed AND waited_nanos <= 10000000000 AS missed_10,
    missed AND waited_nanos <= 15000000000 AS missed_15,
    missed AND waited_nanos <= 20000000000 AS missed_20,
    missed AND waited_nanos <= 30000000000 AS missed_30,
    missed AND waited_nanos <= 60000000000 AS missed_60
FROM call_spans;

-- One row for an hour of a line and an agent: the sums of `call_facts`, and the longest talk. Kept by the triggers below; a row
-- whose calls have gone stays with zeros.
CREATE TABLE call_figures (
    local_hour      INTEGER NOT NULL, -- hours since 1970 on the wall clock where the call began
    line            INTEGER NOT NULL,
    agent_id        INTEGER NOT NULL, -- 0: the call stands under nobody's name
    calls           INTEGER NOT NULL,
    incoming        INTEGER NOT NULL,
    answered        INTEGER NOT NULL,
    missed          INTEGER NOT NULL,
    blocked         INTEGER NOT NULL,
    incoming_other  INTEGER NOT NULL,
    outgoing        INTEGER NOT NULL,
    connected       INTEGER NOT NULL,
    busy            INTEGER NOT NULL,
    no_answer       INTEGER NOT NULL,
    outgoing_other  INTEGER NOT NULL,
    unclear         INTEGER NOT NULL,
    effective       INTEGER NOT NULL,
    talked          INTEGER NOT NULL,
    unreturned      INTEGER NOT NULL,
    known           INTEGER NOT NULL,
    strangers       INTEGER NOT NULL,
    talk_millis     INTEGER NOT NULL,
    wait_millis     INTEGER NOT NULL,
    answered_5      INTEGER NOT NULL,
    answered_10     INTEGER NOT NULL,
    answered_15     INTEGER NOT NULL,
    answered_20     INTEGER NOT NULL,
    answered_30     INTEGER NOT NULL,
    answered_60     INTEGER NOT NULL,
    missed_5        INTEGER NOT NULL,
    missed_10       INTEGER NOT NULL,
    missed_15       INTEGER NOT NULL,
    missed_20       INTEGER NOT NULL,
    missed_30       INTEGER NOT NULL,
    missed_60       INTEGER NOT NULL,
    longest_millis  INTEGER NOT NULL,
    PRIMARY KEY (local_hour, line, agent_id)
) STRICT, WITHOUT ROWID;

-- SQLite has no procedures; a view with a trigger is one. `INSERT INTO figures_moved VALUES (call, 1)` adds a call, as it stands
-- at that moment, to its row of the roll-up, and with -1 takes it away.
CREATE VIEW figures_moved (call_id, times) AS SELECT 0, 0 WHERE false;
CREATE TRIGGER figures_move INSTEAD OF INSERT ON figures_moved BEGIN
    INSERT INTO call_figures (local_hour, line, agent_id,
        calls, incoming, answered, missed, blocked, incoming_other, outgoing, connected, busy, no_answer,
        outgoing_other, unclear, effective, talked, unreturned, known, strangers, talk_millis, wait_millis,
        answered_5, answered_10, answered_15, answered_20, answered_30, answered_60, missed_5, missed_10, missed_15,
        missed_20, missed_30, missed_60, longest_millis)
    SELECT local_hour, line, agent_id,
        NEW.times * calls, NEW.times * incoming, NEW.times * answered, NEW.times * missed, NEW.times * blocked,
        NEW.times * incoming_other, NEW.times * outgoing, NEW.times * connected, NEW.times * busy,
        NEW.times * no_answer, NEW.times * outgoing_other, NEW.times * unclear, NEW.times * effective,
        NEW.times * talked, NEW.times * unreturned, NEW.times * known, NEW.times * strangers, NEW.times * talk_millis,
        NEW.times * wait_millis, NEW.times * answered_5, NEW.times * answered_10, NEW.times * answered_15,
        NEW.times * answered_20, NEW.times * answered_30, NEW.times * answered_60, NEW.times * missed_5,
        NEW.times * missed_10, NEW.times * missed_15, NEW.times * missed_20, NEW.times * missed_30,
        NEW.times * missed_60, max(NEW.times * talk_millis, 0)
    FROM call_facts WHERE id = NEW.call_id
    ON CONFLICT (local_hour, line, agent_id) DO UPDATE SET
        calls = calls + excluded.calls, incoming = incoming + excluded.incoming,
        answered = answered + excluded.answered, missed = missed + excluded.missed,
        blocked = blocked + excluded.blocked, incoming_other = incoming_other + excluded.incoming_other,
        outgoing = outgoing + excluded.outgoing, connected = connected + excluded.connected,
        busy = busy + excluded.busy, no_answer = no_answer + excluded.no_answer,
        outgoing_other = outgoing_other + excluded.outgoing_other, unclear = unclear + excluded.unclear,
        effective = effective + excluded.effective, talked = talked + excluded.talked,
        unreturned = unreturned + excluded.unreturned, known = known + excluded.known,
        strangers = strangers + excluded.strangers, talk_millis = talk_millis + excluded.talk_millis,
        wait_millis = wait_millis + excluded.wait_millis, answered_5 = answered_5 + excluded.answered_5,
        answered_10 = answered_10 + excluded.answered_10, answered_15 = answered_15 + excluded.answered_15,
        answered_20 = answered_20 + excluded.answered_20, answered_30 = answered_30 + excluded.answered_30,
        answered_60 = answered_60 + excluded.answered_60, missed_5 = missed_5 + excluded.missed_5,
        missed_10 = missed_10 + excluded.missed_10, missed_15 = missed_15 + excluded.missed_15,
        missed_20 = missed_20 + excluded.missed_20, missed_30 = missed_30 + excluded.missed_30,
        missed_60 = missed_60 + excluded.missed_60, longest_millis = max(longest_millis, excluded.longest_millis);
END;

-- `INSERT INTO longest_lost VALUES (hour, line, agent)`: the longest talk of that row may be nobody's any more; it is looked for.
CREATE VIEW longest_lost (local_hour, line, agent_id) AS SELECT 0, 0, 0 WHERE false;
CREATE TRIGGER longest_find INSTEAD OF INSERT ON longest_lost BEGIN
    UPDATE call_figures SET longest_millis = coalesce(
            (SELECT max(f.talk_millis) FROM call_facts f
             WHERE f.local_millis >= NEW.local_hour * 3600000 AND f.local_millis < (NEW.local_hour + 1) * 3600000
               -- The plus keeps SQLite from reading all calls of the line instead of those of the hour.
               AND +f.line = NEW.line AND +f.agent_id = NEW.agent_id), 0)
    WHERE local_hour = NEW.local_hour AND line = NEW.line AND agent_id = NEW.agent_id;
END;

CREATE TRIGGER figures_of_a_new_call AFTER INSERT ON calls BEGIN
    INSERT INTO figures_moved VALUES (NEW.id, 1);
END;

CREATE TRIGGER figures_before_a_change BEFORE UPDATE ON calls
WHEN (OLD.line, OLD.agent_id, OLD.direction, OLD.started_utc_millis, OLD.offset_minutes, OLD.answered_after_nanos,
      OLD.lasted_nanos, OLD.outcome, OLD.customer_id IS NULL, OLD.handled)
    IS NOT (NEW.line, NEW.agent_id, NEW.direction, NEW.started_utc_millis, NEW.offset_minutes, NEW.answered_after_nanos,
      NEW.lasted_nanos, NEW.outcome, NEW.customer_id IS NULL, NEW.handled)
BEGIN
    INSERT INTO figures_moved VALUES (OLD.id, -1);
END;

CREATE TRIGGER figures_after_a_change AFTER UPDATE ON calls
WHEN (OLD.line, OLD.agent_id, OLD.direction, OLD.started_utc_millis, OLD.offset_minutes, OLD.answered_after_nanos,
      OLD.lasted_nanos, OLD.outcome, OLD.customer_id IS NULL, OLD.handled)
    IS NOT (NEW.line, NEW.agent_id, NEW.direction, NEW.started_utc_millis, NEW.offset_minutes, NEW.answered_after_nanos,
      NEW.lasted_nanos, NEW.outcome, NEW.customer_id IS NULL, NEW.handled)
BEGIN
    INSERT INTO figures_moved VALUES (NEW.id, 1);
END;

-- Only a talk that became shorter, or went to another row, can leave a "longest" that is nobody's.
CREATE TRIGGER figures_longest_after_a_change AFTER UPDATE ON calls
WHEN OLD.answered_after_nanos IS NOT NULL
    AND (OLD.line, OLD.agent_id, OLD.local_millis, OLD.answered_after_nanos, OLD.lasted_nanos, OLD.outcome)
    IS NOT (NEW.line, NEW.agent_id, NEW.local_millis, NEW.answered_after_nanos, NEW.lasted_nanos, NEW.outcome)
BEGIN
    INSERT INTO longest_lost VALUES (OLD.local_hour, OLD.line, coalesce(OLD.agent_id, 0));
END;

CREATE TRIGGER figures_before_a_deletion BEFORE DELETE ON calls BEGIN
    INSERT INTO figures_moved VALUES (OLD.id, -1);
END;

CREATE TRIGGER figures_longest_after_a_deletion AFTER DELETE ON calls WHEN OLD.answered_after_nanos IS NOT NULL BEGIN
    INSERT INTO longest_lost VALUES (OLD.local_hour, OLD.line, coalesce(OLD.agent_id, 0));
END;

-- The hours whose rows are still to be made from calls that were there before this table: from the newest down, in pieces, while
-- the program runs. No row: everything is made.
CREATE TABLE call_figures_pending (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    from_hour  INTEGER NOT NULL,
    until_hour INTEGER NOT NULL, -- not included; comes down piece by piece
    whole      INTEGER NOT NULL  -- hours there were at the beginning
) STRICT;
INSERT INTO call_figures_pending (only, from_hour, until_hour, whole)
SELECT 1, first / 3600000 - 1, last / 3600000 + 1, last / 3600000 - first / 3600000 + 2
FROM (SELECT (SELECT min(local_millis) FROM calls) AS first, (SELECT max(local_millis) FROM calls) AS last)
WHERE first IS NOT NULL;
