-- One import of one content at a time: the lock belongs to the session and outlives transactions.
SELECT pg_advisory_lock(hashtextextended('exchange:' || %(id)s::text, 0)) AS locked
