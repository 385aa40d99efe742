-- Recalls in effect of whose goods something stands in stock that is not stopped.
SELECT DISTINCT v.recall
  FROM lifecycle_recalled_view v
 CROSS JOIN unnest(%(sites)s::integer[]) AS site (id)
 CROSS JOIN LATERAL (
       SELECT x.site, x.id FROM ledger_holding x
         JOIN catalog_place_view p ON p.id = x.place AND p.kind <> 'in_transit'
        WHERE x.site = site.id AND x.item = v.item AND x.physical
          AND (v.lot = 0 OR x.lot = v.lot) AND (v.serial = 0 OR x.serial = v.serial)
          AND x.status = ANY (%(stopped)s::text[]) OFFSET 0) AS h
 CROSS JOIN LATERAL (
       SELECT FROM ledger_balance b
        WHERE b.site = h.site AND b.holding = h.id AND b.on_hand > 0 OFFSET 0) AS b
