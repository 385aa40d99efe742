-- Let two requests under the same id wait for each other, so that the second sees the first.
SELECT pg_advisory_xact_lock(1818453352, hashtext(%(id)s::uuid::text))
