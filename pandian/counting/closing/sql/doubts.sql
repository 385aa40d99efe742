-- Posted lines of before the end that late paper put in doubt and no newer count has answered.
SELECT l.id AS line, l.plan, c.code AS place, i.code AS item, coalesce(b.code, '') AS lot,
       d.quantity, (d.quantity * coalesce(i.cost, 0))::bigint AS value, d.posting,
       d.recorded_at, count(*) OVER () AS total,
       coalesce(sum(d.quantity * coalesce(i.cost, 0)) FILTER (WHERE d.quantity > 0) OVER (),
                0)::bigint AS plus_all,
       coalesce(sum(d.quantity * coalesce(i.cost, 0)) FILTER (WHERE d.quantity < 0) OVER (),
                0)::bigint AS minus_all
  FROM ledger_doubt d
  JOIN ledger_assertion a ON a.site = d.site AND a.id = d.assertion
  JOIN counting_line l ON l.site = a.site AND l.id = a.ref AND l.posting = a.posting
  JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view b ON b.id = l.lot
 WHERE d.site = %(site)s AND a.at < %(ends_at)s
   AND NOT EXISTS (SELECT 1 FROM counting_line n
                    WHERE n.site = l.site AND n.holding = l.holding AND n.plan = l.plan
                      AND n.posting IS NOT NULL AND n.observed_at > l.observed_at)
 ORDER BY d.recorded_at, d.id
 LIMIT %(limit)s
