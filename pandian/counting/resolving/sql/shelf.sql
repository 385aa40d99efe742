-- Lots that the books have of items in a place and, failing that, at the site; never how much.
SELECT DISTINCT g.item, found.lot AS code, found.expires_on, found.place
  FROM unnest(%(items)s::bigint[], %(places)s::bigint[]) AS g (item, place)
 CROSS JOIN LATERAL (
       (SELECT l.code AS lot, l.expires_on, h.place
          FROM ledger_holding h
          JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
          JOIN catalog_lot_view l ON l.id = h.lot
         WHERE h.site = %(site)s AND h.place = g.place AND h.item = g.item AND b.on_hand > 0
         LIMIT %(lots_max)s)
       UNION ALL
       (SELECT l.code, l.expires_on, h.place
          FROM ledger_holding h
          JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
          JOIN catalog_lot_view l ON l.id = h.lot
         WHERE h.site = %(site)s AND h.item = g.item AND h.physical AND b.on_hand > 0
         ORDER BY h.lot
         LIMIT %(lots_max)s)) AS found
