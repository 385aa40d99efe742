-- What is worth watching and is not yet: items with the highest scores of last night, items and
-- places with most lines that differed in the last weeks, attractive items with the most holdings.
WITH watched AS MATERIALIZED (
    SELECT w.item, w.place FROM counting_watch w
     WHERE w.site = %(site)s AND w.until >= %(today)s AND (w.item = 0 OR w.place = 0)
       AND NOT EXISTS (SELECT FROM counting_watch_ended e
                        WHERE e.site = w.site AND e.watch = w.id)
), mine AS MATERIALIZED (
    SELECT n.id FROM counting_plan n
     WHERE n.site = %(site)s AND n.state = 'open' AND n.blind
       AND counting_blind_to(n.site, n.id, %(person)s)
), line AS MATERIALIZED (
    SELECT l.* FROM counting_final_lines(%(site)s, %(since)s, %(until)s) AS l
     WHERE NOT EXISTS (SELECT FROM mine m WHERE m.id = l.plan)
), risky AS (
    SELECT h.item, max(s.score) AS score,
           round(100 * max(s.probability)::numeric)::bigint AS percent
      FROM counting_risk_score s
      JOIN ledger_holding h ON h.site = s.site AND h.id = s.holding
     WHERE s.site = %(site)s
       AND NOT EXISTS (SELECT FROM watched w WHERE w.item = h.item)
     GROUP BY h.item ORDER BY score DESC, h.item LIMIT %(limit)s
), items AS (
    SELECT l.item, count(*) FILTER (WHERE l.wrong) AS wrong, count(*) AS lines
      FROM line l
     WHERE NOT EXISTS (SELECT FROM watched w WHERE w.item = l.item)
     GROUP BY l.item HAVING count(*) FILTER (WHERE l.wrong) >= %(wrong)s
     ORDER BY wrong DESC, lines, l.item LIMIT %(limit)s
), places AS (
    SELECT l.place, count(*) FILTER (WHERE l.wrong) AS wrong, count(*) AS lines
      FROM line l
     WHERE NOT EXISTS (SELECT FROM watched w WHERE w.place = l.place)
     GROUP BY l.place HAVING count(*) FILTER (WHERE l.wrong) >= %(wrong)s
     ORDER BY wrong DESC, lines, l.place LIMIT %(limit)s
), attractive AS (
    SELECT h.item, count(*) AS holdings
      FROM unnest(%(attractive)s::bigint[]) AS a (item)
      JOIN ledger_holding h ON h.site = %(site)s AND h.item = a.item
      JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical
     WHERE NOT EXISTS (SELECT FROM watched w WHERE w.item = h.item)
     GROUP BY h.item ORDER BY holdings DESC, h.item LIMIT %(limit)s
), found AS (
    SELECT 'differs' AS code, 1 AS turn, i.item, 0::bigint AS place, i.wrong AS first,
           i.lines AS second FROM items i
    UNION ALL
    SELECT 'differs', 1, 0, p.place, p.wrong, p.lines FROM places p
    UNION ALL
    SELECT 'risk', 2, r.item, 0, r.percent, 0 FROM risky r
    UNION ALL
    SELECT 'attractive', 3, a.item, 0, a.holdings, 0 FROM attractive a
)
SELECT f.code, coalesce(i.code, '') AS item, coalesce(i.name, '') AS item_name,
       coalesce(p.code, '') AS place, f.first, f.second
  FROM found f
  LEFT JOIN catalog_item_view i ON i.id = f.item
  LEFT JOIN catalog_place_view p ON p.site = %(site)s AND p.id = f.place
 ORDER BY f.turn, f.first DESC, item, place
