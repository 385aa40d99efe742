-- Lines of orders that were sent, with what came, what is announced, and for how long it is open.
WITH head AS MATERIALIZED (
    SELECT d.site, d.id, d.number, d.header, (
           SELECT max(e.at) FROM lifecycle_event e
            WHERE e.site = d.site AND e.document = d.id AND e.action = 'send') AS sent_at
      FROM lifecycle_document d
     WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = 'purchase'
       AND d.state IN ('sent', 'part_received')
), line AS MATERIALIZED (
    SELECT h.site, h.id, h.number, h.header, h.sent_at, l.line, l.item, l.asked, l.attributes,
           s.received, s.cancelled, coalesce(w.announced, 0)::bigint AS announced
      FROM head h
      JOIN lifecycle_line l ON l.site = h.site AND l.document = h.id
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'received'), 0)::bigint
                  AS received,
                  coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'cancelled'), 0)::bigint
                  AS cancelled
             FROM lifecycle_amount a
            WHERE a.site = l.site AND a.document = l.document AND a.line = l.line OFFSET 0) s
     CROSS JOIN LATERAL (
           SELECT sum(r.asked) AS announced
             FROM lifecycle_document d
             JOIN lifecycle_line r ON r.site = d.site AND r.document = d.id
                                  AND r.source_line = l.line
            WHERE d.site = l.site AND d.follows = l.document AND d.kind = 'receipt'
              AND d.state IN ('announced', 'arrived') OFFSET 0) w
)
SELECT id AS document, number, header ->> 'supplier' AS supplier, line, item, asked AS ordered,
       received, cancelled, asked - received - cancelled AS open, announced,
       (attributes ->> 'price')::bigint AS price, sent_at,
       coalesce(attributes ->> 'due', '') AS due,
       greatest(0, extract(day FROM %(now)s::timestamptz - sent_at))::integer AS days
  FROM line
 WHERE asked > received + cancelled AND (%(item)s::text IS NULL OR item = %(item)s)
 ORDER BY sent_at, number, line
 LIMIT %(limit)s
