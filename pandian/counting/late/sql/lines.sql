-- The lines of a posting, or of all that a document posted and that stands, which lie in a closed
-- period of their site.
WITH meant AS MATERIALIZED (
    SELECT %(posting)s::uuid AS id WHERE %(posting)s::uuid IS NOT NULL
    UNION
    SELECT p.posting FROM lifecycle_event e
     CROSS JOIN LATERAL unnest(e.postings) AS p (posting)
     WHERE e.site = %(site)s AND e.document = %(document)s::uuid AND e.action <> 'reverse'
       AND NOT EXISTS (SELECT FROM ledger_posting r
                        WHERE r.site = e.site AND r.reverses = p.posting)
), head AS MATERIALIZED (
    SELECT q.id, q.recorded_at, (
           SELECT max(c.ends_at) FROM counting_period_close c WHERE c.site = %(site)s) AS ends_at
      FROM meant n
     CROSS JOIN LATERAL (SELECT x.id, x.recorded_at FROM ledger_posting x
            WHERE x.site = %(site)s AND x.id = n.id OFFSET 0) AS q
)
SELECT m.line, i.code AS item, m.quantity, m.effective_at, h.ends_at
  FROM head h
 CROSS JOIN LATERAL (
       SELECT x.posting, x.line, x.target, x.quantity, x.effective_at FROM ledger_move x
        WHERE x.site = %(site)s AND x.recorded_at = h.recorded_at AND x.posting = h.id
          AND x.effective_at < h.ends_at OFFSET 0) AS m
 CROSS JOIN LATERAL (SELECT x.item FROM ledger_holding x
        WHERE x.site = %(site)s AND x.id = m.target OFFSET 0) AS g
  JOIN catalog_item_view i ON i.id = g.item
 ORDER BY m.effective_at, m.posting, m.line
 LIMIT %(limit)s
