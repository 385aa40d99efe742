-- Let one person at a time bind this code, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('catalog.binding:' || %(key)s, 0))
