-- Where goods stand that lines of documents lack, in a bin (or in a unit in a bin) that is paused
-- now: who paused it, why and until when.  No quantity: the bin is being counted again, blind.
WITH line AS MATERIALIZED (
    SELECT g.document, g.line, l.lot AS lot_code, i.id AS item,
           CASE l.owner WHEN '' THEN 0 ELSE (SELECT o.id FROM catalog_party_view o
             WHERE o.code = l.owner) END AS owner
      FROM unnest(%(documents)s::uuid[], %(lines)s::int[]) AS g (document, line)
     CROSS JOIN LATERAL (SELECT x.item, x.lot, x.owner FROM lifecycle_line x
                          WHERE x.site = %(site)s AND x.document = g.document
                            AND x.line = g.line OFFSET 0) l
     CROSS JOIN LATERAL (SELECT v.id FROM catalog_item_view v
                          WHERE v.code = l.item OFFSET 0) i
), paused AS MATERIALIZED (
    SELECT z.place FROM lifecycle_paused(%(site)s) AS z
)
SELECT DISTINCT l.document, l.line, b.code AS place, p.begun_by, p.until, p.reason
  FROM line l
 CROSS JOIN LATERAL (
       SELECT x.place, x.lot FROM ledger_holding x
         JOIN ledger_balance y ON y.site = x.site AND y.holding = x.id AND y.on_hand > 0
        WHERE x.site = %(site)s AND x.item = l.item AND x.owner = l.owner
          AND x.status = 'accepted' AND x.physical
          AND (l.lot_code = '' OR x.lot = (SELECT t.id FROM catalog_lot_view t
                WHERE t.item = l.item AND t.code = l.lot_code)) OFFSET 0) h
 CROSS JOIN LATERAL (
       WITH RECURSIVE up AS (
           SELECT v.id, v.parent, v.kind, 0 AS level FROM catalog_place_view v
            WHERE v.id = h.place
           UNION ALL
           SELECT w.id, w.parent, w.kind, u.level + 1 FROM up u
            CROSS JOIN LATERAL (SELECT y.id, y.parent, y.kind FROM catalog_place_view y
                                 WHERE y.id = u.parent OFFSET 0) w
            WHERE u.kind = 'unit' AND u.level < 64)
       SELECT u.id FROM up u WHERE u.id IN (SELECT z.place FROM paused z) LIMIT 1 OFFSET 0) u
 CROSS JOIN LATERAL (SELECT v.code FROM catalog_place_view v WHERE v.id = u.id OFFSET 0) b
 CROSS JOIN LATERAL (
       SELECT x.begun_by, x.until, x.reason FROM lifecycle_pause x
        WHERE x.site = %(site)s AND x.place = u.id AND x.until > statement_timestamp()
          AND x.begun_at <= statement_timestamp()
          AND NOT EXISTS (SELECT FROM lifecycle_pause_end e
                           WHERE e.site = x.site AND e.pause = x.id)
        ORDER BY x.until DESC LIMIT 1 OFFSET 0) p
 ORDER BY l.document, l.line, b.code
