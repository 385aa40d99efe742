-- Lines of open plans on which counters disagree, or whose serial cannot be where it was seen,
-- newest first, with the recount that was asked for.
SELECT s.code AS site, l.judged_at AS at, l.id AS line, l.plan, c.code AS place, i.code AS item,
       coalesce(b.code, '') AS lot, l.people, n.note, t.id AS task, t.number, t.person, t.state
  FROM counting_plan p
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = p.site
  JOIN counting_line l
    ON l.site = p.site AND l.plan = p.id AND l.verdict IN ('recount', 'doubtful')
  JOIN LATERAL (
      SELECT e.value AS note FROM jsonb_array_elements(l.explanations) AS e
       WHERE e.value ->> 'cause' IN ('disagreement', 'serial_twice', 'serial_elsewhere')
       LIMIT 1
  ) n ON true
  JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view b ON b.id = l.lot
  LEFT JOIN LATERAL (
      SELECT t.id, t.number, t.person, t.state
        FROM counting_task_key k JOIN counting_task t ON t.site = k.site AND t.id = k.task
       WHERE k.site = l.site AND k.line = l.id
       ORDER BY t.opened_at DESC, t.number DESC LIMIT 1
  ) t ON true
 WHERE p.state = 'open'
 ORDER BY l.judged_at DESC, l.id
 LIMIT %(limit)s
