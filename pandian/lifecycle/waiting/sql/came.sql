-- Items of which an order may get more at a site than it could before an instant: goods moved in,
-- claims let go, a pause that is over, or an order with something done to it.
WITH done AS MATERIALIZED (
    SELECT e.id, e.document FROM lifecycle_event e
     WHERE e.site = %(site)s AND e.at > %(since)s::timestamptz
), holding AS MATERIALIZED (
    SELECT m.target AS id FROM ledger_move m
     WHERE m.site = %(site)s AND m.recorded_at > %(since)s::timestamptz
    UNION
    SELECT c.holding FROM done e
      JOIN lifecycle_claim c ON c.site = %(site)s AND c.event = e.id AND c.quantity < 0
    UNION
    SELECT h.id FROM lifecycle_pause p
      LEFT JOIN lifecycle_pause_end e ON e.site = p.site AND e.pause = p.id
      JOIN ledger_holding h ON h.site = p.site AND h.place = p.place
     WHERE p.site = %(site)s AND p.until > %(since)s::timestamptz
       AND least(p.until, e.ended_at) <= statement_timestamp()
)
SELECT i.code AS item
  FROM holding o
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = o.id AND h.physical
  JOIN catalog_item_view i ON i.id = h.item
UNION
SELECT l.item FROM done e
  JOIN lifecycle_line l ON l.site = %(site)s AND l.document = e.document
