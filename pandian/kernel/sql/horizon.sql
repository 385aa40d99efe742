-- The bookmark of now: everything that it leaves behind can be seen already.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xact
