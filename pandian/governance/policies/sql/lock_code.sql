-- One writer at a time on the versions of one kind (its rules may contradict each other).
SELECT pg_advisory_xact_lock(hashtextextended('policy:' || %(kind)s, 0))
