-- One after the other: periods of a site are closed by one person at a time.
SELECT pg_advisory_xact_lock(1885696611, %(site)s) IS NULL AS held
