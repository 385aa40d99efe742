-- What there is of every item with a reorder level: usable and unclaimed, waiting for inspection,
-- on orders that are not ended; and the last count of what is there.  Own goods only; expired lots
-- are not usable, nor is what is on the road.  Twin of the sum: shortage/rules.py to_buy.
WITH level AS MATERIALIZED (
    SELECT r.item, r.point, r.up_to, r.multiple, r.supplier, r.price, (
           SELECT i.id FROM catalog_item_view i WHERE i.code = r.item) AS id
      FROM lifecycle_reorder_level r
     WHERE r.site = %(site)s AND (%(items)s::text[] = '{}' OR r.item = ANY (%(items)s::text[]))
)
SELECT v.item, v.supplier, v.price, v.point, v.up_to, v.multiple, h.available, h.pending,
       o.on_order, h.proved_at
  FROM level v
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(b.on_hand - coalesce(c.claimed, 0)) FILTER (
                  WHERE k.status = 'accepted' AND (t.expires_on IS NULL
                        OR t.expires_on >= %(today)s::date)), 0)::bigint AS available,
              coalesce(sum(b.on_hand) FILTER (WHERE k.status = 'pending'), 0)::bigint AS pending,
              max(a.at) AS proved_at
         FROM ledger_holding k
         JOIN ledger_balance b ON b.site = k.site AND b.holding = k.id AND b.on_hand <> 0
         JOIN catalog_place_view p ON p.id = k.place AND p.kind <> 'in_transit'
         LEFT JOIN catalog_lot_view t ON t.id = k.lot
         LEFT JOIN LATERAL (
              SELECT sum(x.quantity) AS claimed FROM lifecycle_claim x
               WHERE x.site = k.site AND x.holding = k.id) c ON true
         LEFT JOIN LATERAL (
              SELECT max(s.at) AS at FROM ledger_assertion s
               WHERE s.site = k.site AND s.holding = k.id) a ON true
        WHERE k.site = %(site)s AND k.item = v.id AND k.owner = 0 OFFSET 0) h
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(greatest(0, l.asked - coalesce(s.done, 0))), 0)::bigint AS on_order
         FROM lifecycle_line l
         JOIN lifecycle_document d ON d.site = l.site AND d.id = l.document
          AND d.kind = 'purchase'
          AND d.state IN ('draft', 'submitted', 'approved', 'sent', 'part_received')
         LEFT JOIN LATERAL (
              SELECT sum(a.quantity) AS done FROM lifecycle_amount a
               WHERE a.site = l.site AND a.document = l.document AND a.line = l.line
                 AND a.measure IN ('received', 'cancelled')) s ON true
        WHERE l.site = %(site)s AND l.item = v.item OFFSET 0) o
 ORDER BY v.item
