-- One hold or purge of a site at a time: what is held while a purge looks is seen by it.
SELECT pg_advisory_xact_lock(hashtext('lifecycle.retention'), %(site)s)::text AS taken
