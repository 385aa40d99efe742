-- Where an event's posting left fewer units than are claimed, the newest claims of other documents
-- give way.  Step by step and by keys, as statistics of new documents are wrong.
WITH taken AS MATERIALIZED (
    SELECT DISTINCT m.source AS holding
      FROM ledger_posting q
      JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at AND m.posting = q.id
     WHERE q.site = %(site)s AND q.id = %(event)s
), over AS MATERIALIZED (
    SELECT t.holding, ((
        SELECT sum(c.quantity) FROM lifecycle_claim c
         WHERE c.site = %(site)s AND c.holding = t.holding
           AND c.document <> %(document)s) - (
        SELECT b.on_hand FROM ledger_balance b
         WHERE b.site = %(site)s AND b.holding = t.holding))::bigint AS excess
      FROM taken t
), claims AS MATERIALIZED (
    SELECT o.holding, o.excess, c.document, c.line, c.claimed, c.created_at
      FROM over o
     CROSS JOIN LATERAL (
            SELECT x.document, x.line, sum(x.quantity)::bigint AS claimed,
                   (SELECT d.created_at FROM lifecycle_document d
                     WHERE d.site = %(site)s AND d.id = x.document) AS created_at
              FROM lifecycle_claim x
             WHERE x.site = %(site)s AND x.holding = o.holding AND x.document <> %(document)s
             GROUP BY x.document, x.line HAVING sum(x.quantity) > 0 OFFSET 0) c
     WHERE o.excess > 0
), queued AS MATERIALIZED (
    SELECT c.*, sum(c.claimed) OVER (
               PARTITION BY c.holding
               ORDER BY c.created_at DESC, c.document DESC, c.line DESC)::bigint
               - c.claimed AS before
      FROM claims c
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, %(event)s, q.line, row_number() OVER (ORDER BY q.document, q.line, q.holding),
       q.document, q.holding, -least(q.claimed, q.excess - q.before)
  FROM queued q WHERE q.before < q.excess
RETURNING document, line, quantity
