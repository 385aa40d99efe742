-- Lines of a plan that wait and are fully counted, for which nobody has begun to sign; whether the
-- same item at the same place was approved within some days, and whether its cost is known.
WITH before AS (
    SELECT l.place, l.item FROM counting_approval a
      JOIN counting_line l ON l.site = a.site AND l.posting = a.posting
     WHERE a.site = %(site)s AND a.approved_at >= %(since)s
    UNION
    SELECT l.place, l.item FROM counting_auto_approval a
      JOIN counting_line l ON l.site = a.site AND l.posting = a.posting
     WHERE a.site = %(site)s AND a.approved_at >= %(since)s
)
SELECT l.id, l.holding, l.item, l.counted, l.observed_at, l.book, l.variance, l.value,
       i.cost IS NOT NULL AS valued,
       EXISTS (SELECT FROM before b WHERE b.place = l.place AND b.item = l.item) AS repeated
  FROM counting_line l
  JOIN catalog_item_view i ON i.id = l.item
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.verdict = 'approval' AND l.posting IS NULL
   AND l.ready AND l.holding <> 0 AND l.stated_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM counting_consent c
                    WHERE c.site = l.site AND c.plan = l.plan AND c.state = 'partly'
                      AND l.id = ANY (c.lines))
 ORDER BY l.id
