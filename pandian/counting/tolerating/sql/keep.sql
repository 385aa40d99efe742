-- Keep which versions judged each line that was counted.
INSERT INTO counting_verdict AS held (site, line, policy, level, quantity, percent, value, combine,
       recount, judged_at)
SELECT %(site)s, l.id, a.policy,
       coalesce((ARRAY['item', 'class', 'place', 'person', 'organisation'])[a.rank], ''),
       a.quantity, a.percent, a.value, coalesce(a.combine, 'and'), %(recount)s::uuid, %(now)s
  FROM counting_judged j
  JOIN counting_line l ON l.site = %(site)s AND l.plan = %(plan)s AND l.place = j.place
   AND l.item = j.item AND l.lot = j.lot AND l.serial = j.serial AND l.status = j.status
   AND l.owner = j.owner AND l.generation = j.generation
  LEFT JOIN counting_allowance a ON a.place = j.place AND a.item = j.item AND a.people = j.people
 WHERE j.counted IS NOT NULL
    ON CONFLICT (site, line) DO UPDATE
   SET policy = excluded.policy, level = excluded.level, quantity = excluded.quantity,
       percent = excluded.percent, value = excluded.value, combine = excluded.combine,
       recount = excluded.recount, judged_at = excluded.judged_at
