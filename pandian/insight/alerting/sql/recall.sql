-- Recalls in effect of which not all units are reached: goods that stand at this site unstopped
-- for longer than the sweep needs, and (at the recall's own site) units at customers that nobody
-- has answered for, so many hours after it took effect.  The oldest recall first.
WITH goods AS MATERIALIZED (
    SELECT v.recall_site, v.recall, v.item, v.lot, v.serial, d.number, d.created_at,
           d.header ->> 'level' AS recall_level
      FROM lifecycle_recalled_view v
      JOIN lifecycle_document d ON d.site = v.recall_site AND d.id = v.recall
     WHERE d.created_at < %(now)s::timestamptz - make_interval(secs => %(sweep_seconds)s::integer)
), standing AS (
    SELECT g.recall, sum(b.on_hand)::bigint AS units, array_agg(DISTINCT h.place) AS places
      FROM goods g
     CROSS JOIN LATERAL (
           SELECT x.id, x.place FROM ledger_holding x
             JOIN catalog_place_view p ON p.site = x.site AND p.id = x.place
              AND p.kind <> 'in_transit'
            WHERE x.site = %(site)s AND x.item = g.item AND x.physical
              AND (g.lot = 0 OR x.lot = g.lot) AND (g.serial = 0 OR x.serial = g.serial)
              AND x.status = ANY (%(stopped)s::text[]) OFFSET 0) AS h
      JOIN ledger_balance b ON b.site = %(site)s AND b.holding = h.id AND b.on_hand > 0
       AND b.moved_at < %(now)s::timestamptz - make_interval(secs => %(sweep_seconds)s::integer)
     GROUP BY g.recall
), issued AS (
    SELECT g.recall, sum(m.quantity) AS units
      FROM goods g
     CROSS JOIN governance_site_view s
     CROSS JOIN LATERAL (
           SELECT x.site, x.id FROM ledger_holding x
             JOIN catalog_place_view c ON c.site = x.site AND c.id = x.place
              AND c.kind = 'customer'
            WHERE x.site = s.id AND x.item = g.item AND (g.lot = 0 OR x.lot = g.lot)
              AND (g.serial = 0 OR x.serial = g.serial) OFFSET 0) AS h
     CROSS JOIN LATERAL (
           SELECT x.quantity FROM ledger_move x WHERE x.site = h.site AND x.target = h.id
           UNION ALL
           SELECT -x.quantity FROM ledger_move x WHERE x.site = h.site AND x.source = h.id
           OFFSET 0) AS m
     WHERE g.recall_site = %(site)s
       AND g.created_at < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
     GROUP BY g.recall
), answered AS (
    SELECT i.recall, coalesce(sum(a.quantity), 0) AS units
      FROM issued i
      LEFT JOIN lifecycle_amount a ON a.site = %(site)s AND a.document = i.recall
       AND a.measure = ANY (%(answers)s::text[])
     GROUP BY i.recall
), said AS (
    SELECT g.recall, g.number, g.created_at, g.recall_level, coalesce(s.units, 0) AS unstopped,
           coalesce(s.places, '{}') AS places,
           greatest(0, coalesce(i.units, 0) - coalesce(a.units, 0))::bigint AS outstanding
      FROM (SELECT DISTINCT recall, number, created_at, recall_level FROM goods) AS g
      LEFT JOIN standing s ON s.recall = g.recall
      LEFT JOIN issued i ON i.recall = g.recall
      LEFT JOIN answered a ON a.recall = g.recall
)
SELECT 'document:' || s.recall AS subject, s.created_at AS since, s.created_at AS news_at,
       (s.unstopped + s.outstanding)::bigint AS level, NULL::uuid AS plan, s.places,
       jsonb_build_object('document', s.recall, 'number', s.number, 'grade', s.recall_level,
           'unstopped', s.unstopped, 'outstanding', s.outstanding) AS facts
  FROM said s WHERE s.unstopped > 0 OR s.outstanding > 0
 ORDER BY s.created_at, s.recall LIMIT %(limit)s
