-- One change of claims at a time per site: the lock that claiming takes too.
SELECT pg_advisory_xact_lock(1818453351, %(site)s)
