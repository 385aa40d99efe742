-- The highest number that a claim of this event has.
SELECT coalesce(max(n), 0)::integer AS n FROM lifecycle_claim
 WHERE site = %(site)s AND event = %(event)s
