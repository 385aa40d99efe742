-- Posted lines that late paper put in doubt and no newer count has answered, newest first, with
-- the recount that was asked for.
SELECT s.code AS site, d.recorded_at AS at, l.id AS line, l.plan, c.code AS place, i.code AS item,
       coalesce(b.code, '') AS lot, d.quantity, l.people,
       jsonb_build_array(jsonb_build_object('posting', p.id, 'kind', p.kind, 'cause', p.cause,
           'actor', p.actor, 'recorded_at', p.recorded_at)) AS papers,
       t.id AS task, t.number, t.person, t.state
  FROM ledger_doubt d
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = d.site
  JOIN ledger_assertion a ON a.site = d.site AND a.id = d.assertion
  JOIN counting_line l ON l.site = a.site AND l.id = a.ref AND l.posting = a.posting
  JOIN ledger_posting p ON p.site = d.site AND p.id = d.posting
  JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view b ON b.id = l.lot
  LEFT JOIN LATERAL (
      SELECT t.id, t.number, t.person, t.state
        FROM counting_line n
        JOIN counting_task_key k ON k.site = n.site AND k.line = n.id
        JOIN counting_task t ON t.site = k.site AND t.id = k.task
       WHERE n.site = l.site AND n.plan = l.plan AND n.holding = l.holding AND n.id >= l.id
       ORDER BY t.opened_at DESC, t.number DESC LIMIT 1
  ) t ON true
 WHERE NOT EXISTS (SELECT 1 FROM counting_line n
                    WHERE n.site = l.site AND n.holding = l.holding AND n.plan = l.plan
                      AND n.posting IS NOT NULL AND n.observed_at > l.observed_at)
 ORDER BY d.recorded_at DESC, d.id
 LIMIT %(limit)s
