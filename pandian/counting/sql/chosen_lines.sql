-- Chosen lines as they stand, locked.
SELECT l.id, l.holding, l.place, l.item, l.lot, l.serial, l.counted, l.observed_at, l.book,
       l.variance, l.value, l.verdict, l.posting, l.people
  FROM counting_line l
 WHERE l.site = %(site)s AND l.plan = %(plan)s
   AND (CASE WHEN %(lines)s::bigint[] IS NULL THEN l.verdict = 'approval' AND l.posting IS NULL
             ELSE l.id = ANY (%(lines)s::bigint[]) END)
 ORDER BY l.id
