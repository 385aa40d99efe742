-- One count by hand of a person at a site at a time, so that two cannot both be the last of a day.
SELECT pg_advisory_xact_lock(hashtextextended(
    'by hand:' || %(site)s::int || ':' || %(person)s::text, 0))
