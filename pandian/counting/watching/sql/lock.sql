-- One person at a time changes what a site watches.
SELECT pg_advisory_xact_lock(hashtextextended('watch:' || %(site)s, 0))
