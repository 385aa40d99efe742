-- Lines of the plan outside a part with just the opposite variance of one of its lines, at the same
-- place and of another item: the other halves of swapped items, found by the key of their place.
SELECT DISTINCT o.id
  FROM unnest(%(lines)s::bigint[]) AS g (id)
 CROSS JOIN LATERAL (SELECT y.* FROM counting_line y
                      WHERE y.site = %(site)s AND y.id = g.id OFFSET 0) AS l
 CROSS JOIN LATERAL (
       SELECT y.id FROM counting_line y
        WHERE y.site = %(site)s AND y.plan = %(plan)s AND y.place = l.place
          AND y.item <> l.item AND y.variance = -l.variance AND y.status = l.status
          AND y.owner = l.owner AND y.posting IS NULL
        ORDER BY y.id LIMIT %(partners)s) AS o
 WHERE o.id <> ALL (%(lines)s::bigint[])
 ORDER BY o.id
