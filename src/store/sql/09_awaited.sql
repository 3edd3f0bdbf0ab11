-- 09: calls whose recorder was asked for a file and has not said yet which. A call may end, and the program be killed,
-- before it says so: then the file on the disk belongs to this call, and the next start gives it its row.

CREATE TABLE recordings_awaited (
    call_id INTEGER PRIMARY KEY
) STRICT;
