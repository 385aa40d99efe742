-- What whoever buys should see of each item of an order: the book of own goods, how much of it is
-- accepted, pending, claimed, what other orders bring, and when any of it was last counted.
-- What is on the road between two sites is neither here nor there.
WITH item AS MATERIALIZED (
    SELECT DISTINCT l.item, (SELECT i.id FROM catalog_item_view i WHERE i.code = l.item) AS id
      FROM lifecycle_line l WHERE l.site = %(site)s AND l.document = %(document)s
)
SELECT v.item, h.book, h.accepted, h.pending, h.claimed, o.on_order, h.proved_at
  FROM item v
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(b.on_hand), 0)::bigint AS book,
              coalesce(sum(b.on_hand) FILTER (WHERE k.status = 'accepted'), 0)::bigint AS accepted,
              coalesce(sum(b.on_hand) FILTER (WHERE k.status = 'pending'), 0)::bigint AS pending,
              coalesce(sum(c.claimed), 0)::bigint AS claimed, max(a.at) AS proved_at
         FROM ledger_holding k
         JOIN ledger_balance b ON b.site = k.site AND b.holding = k.id AND b.on_hand <> 0
         JOIN catalog_place_view p ON p.id = k.place AND p.kind <> 'in_transit'
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
          AND d.kind = 'purchase' AND d.id <> %(document)s
          AND d.state IN ('draft', 'submitted', 'approved', 'sent', 'part_received')
         LEFT JOIN LATERAL (
              SELECT sum(a.quantity) AS done FROM lifecycle_amount a
               WHERE a.site = l.site AND a.document = l.document AND a.line = l.line
                 AND a.measure IN ('received', 'cancelled')) s ON true
        WHERE l.site = %(site)s AND l.item = v.item OFFSET 0) o
 ORDER BY v.item
