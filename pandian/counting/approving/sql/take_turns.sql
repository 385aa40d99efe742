-- One after the other: what a site approved on its day is added up by one approval at a time.
SELECT pg_advisory_xact_lock(1885696612, %(site)s) IS NULL AS held
