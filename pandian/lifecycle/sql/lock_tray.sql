-- Let two loans of one tray wait for each other.
SELECT pg_advisory_xact_lock(1818453353, hashtext(%(site)s::text || ' ' || %(tray)s))
