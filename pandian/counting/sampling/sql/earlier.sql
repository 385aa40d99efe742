-- The other studies of a site that were designed in a span before a draw, oldest first, as they
-- stood at that draw: drawn or not, given up or not.  It says the same whenever it is asked.
SELECT m.id, m.request ->> 'name' AS name, m.kind, m.frame_hash, m.created_at,
       CASE WHEN m.drawn_at <= %(until)s THEN m.drawn_at END AS drawn_at,
       CASE WHEN m.state = 'withdrawn' AND m.closed_at <= %(until)s THEN m.reason ELSE '' END
           AS given_up
  FROM counting_sample m
 WHERE m.site = %(site)s AND m.id <> %(id)s AND m.created_at > %(since)s
   AND m.created_at <= %(until)s
 ORDER BY m.created_at, m.id
 LIMIT %(limit)s
