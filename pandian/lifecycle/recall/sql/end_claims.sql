-- End every claim on recalled goods, at all sites: orders get nothing of them.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), holding AS MATERIALIZED (
    SELECT DISTINCT h.site, h.id FROM key k
     CROSS JOIN LATERAL (
           SELECT x.site, x.id FROM ledger_holding x
            WHERE x.site = k.site AND x.item = k.item AND x.physical
              AND (k.lot = 0 OR x.lot = k.lot) AND (k.serial = 0 OR x.serial = k.serial)
              OFFSET 0) AS h
), held AS MATERIALIZED (
    SELECT h.site, h.id AS holding, c.document, c.line, c.claimed FROM holding h
     CROSS JOIN LATERAL (
           SELECT x.document, x.line, sum(x.quantity)::bigint AS claimed FROM lifecycle_claim x
            WHERE x.site = h.site AND x.holding = h.id
            GROUP BY x.document, x.line HAVING sum(x.quantity) > 0 OFFSET 0) AS c
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT h.site, %(event)s, h.line,
       row_number() OVER (PARTITION BY h.site ORDER BY h.document, h.line, h.holding),
       h.document, h.holding, -h.claimed
  FROM held h
RETURNING site, document, line, quantity
