-- 07: figures: the wall clock of a call, by which it is counted. The roll-up itself stands in step 10.

-- The wall clock where the call began, as milliseconds: a call counts on the local day of its own zone.
ALTER TABLE calls ADD COLUMN local_millis INTEGER AS (started_utc_millis + offset_minutes * 60000) VIRTUAL;
CREATE INDEX calls_by_local_time ON calls (local_millis, id);
