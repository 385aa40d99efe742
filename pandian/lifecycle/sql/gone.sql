-- Where goods of some postings are no more, or are claimed by other documents: they cannot go back.
SELECT p.code AS place, i.code AS item, n.needed,
       (b.on_hand - coalesce(c.claimed, 0))::bigint AS left
  FROM (SELECT m.target, sum(m.quantity)::bigint AS needed
          FROM ledger_posting q
          JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at
           AND m.posting = q.id
         WHERE q.site = %(site)s AND q.id = ANY (%(postings)s::uuid[])
         GROUP BY m.target) n
  JOIN ledger_balance b ON b.site = %(site)s AND b.holding = n.target
  JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN LATERAL (SELECT sum(quantity) AS claimed FROM lifecycle_claim
                      WHERE site = b.site AND holding = b.holding
                        AND document <> %(document)s) c ON true
 WHERE b.on_hand - coalesce(c.claimed, 0) < n.needed
 ORDER BY p.code, i.code
