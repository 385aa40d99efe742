-- The highest number that a claim of these events has.
SELECT coalesce(max(n), 0)::integer AS n FROM lifecycle_claim
 WHERE site = %(site)s AND event = ANY (%(events)s::uuid[])
