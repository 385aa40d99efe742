-- Judge every draft line (twin: rules.judge) and find the line it continues.  A posted line
-- stands: only a newer statement opens its next generation.  Where a rule says how much may differ,
-- the count's own figures (`own`: it has some) can only make it less.
WITH last AS (
    SELECT DISTINCT ON (l.place, l.item, l.lot, l.serial, l.status, l.owner) l.*
      FROM counting_line l WHERE l.site = %(site)s AND l.plan = %(plan)s
     ORDER BY l.place, l.item, l.lot, l.serial, l.status, l.owner, l.generation DESC
), open_place AS (
    SELECT DISTINCT tp.place FROM counting_task t
      JOIN counting_task_place tp ON tp.site = t.site AND tp.task = t.id
     WHERE t.site = %(site)s AND t.plan = %(plan)s AND t.state = 'open'
), closed_place AS (
    SELECT v.place, max(v.closed_at) AS at FROM counting_visit v
     WHERE v.site = %(site)s AND v.plan = %(plan)s GROUP BY v.place
)
INSERT INTO counting_judged
SELECT d.holding, d.place, d.item, d.lot, d.serial, d.status, d.owner, d.counted, d.observed_at,
       d.stated_at, d.ms, d.book, d.verdict,
       d.ready OR %(closing)s OR o.place IS NULL OR coalesce(c.at >= d.observed_at, false),
       d.round, d.crowd, d.equal, d.people, d.ids, d.rounds, d.notes,
       CASE WHEN l.posting IS NULL AND l.verdict <> 'rejected' THEN l.id END,
       CASE WHEN l.id IS NULL THEN 1
            WHEN l.posting IS NULL AND l.verdict <> 'rejected' THEN l.generation
            ELSE l.generation + 1 END,
       coalesce(i.cost, 0),
       CASE WHEN d.verdict = 'needs_lot' THEN 'recount'
            WHEN d.verdict <> '' THEN d.verdict
            WHEN d.crowd < coalesce(l.wanted, 0) AND l.posting IS NULL THEN 'recount'
            WHEN d.counted = d.book THEN 'matched'
            WHEN (a.rank IS NULL OR counting_inside(d.counted - d.book, d.book, d.counted,
                     coalesce(i.cost, 0), a.quantity, a.percent, a.value, a.combine))
                 AND (a.rank IS NOT NULL AND NOT %(own)s OR counting_inside(
                     d.counted - d.book, d.book, d.counted, coalesce(i.cost, 0),
                     %(quantity)s::bigint, %(percent)s::numeric, %(value)s::bigint, %(combine)s))
                 THEN 'accepted'
            WHEN d.crowd < 1 + %(recount_rounds)s AND NOT d.equal THEN 'recount'
            ELSE 'approval' END
  FROM counting_draft d
  JOIN catalog_item_view i ON i.id = d.item
  LEFT JOIN last l ON l.place = d.place AND l.item = d.item AND l.lot = d.lot
       AND l.serial = d.serial AND l.status = d.status AND l.owner = d.owner
  LEFT JOIN counting_allowance a ON a.place = d.place AND a.item = d.item
       AND a.people = d.people
  LEFT JOIN open_place o ON o.place = d.place
  LEFT JOIN closed_place c ON c.place = d.place
 WHERE l.id IS NULL
    OR (l.posting IS NULL AND l.verdict <> 'rejected' AND NOT l.doubted)
    OR d.observed_at > l.observed_at
