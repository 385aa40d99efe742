-- Let the next import of this content begin.
SELECT pg_advisory_unlock(hashtextextended('exchange:' || %(id)s::text, 0)) AS unlocked
