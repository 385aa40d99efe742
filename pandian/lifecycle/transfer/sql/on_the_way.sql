-- What is on the way between the sites seen: shipped by one, less what the other has taken in or
-- written off; a transfer is read at both of its ends.  One that is closed counts again as soon as
-- its receipt is undone, before the feed has told the sender.
WITH going AS MATERIALIZED (
    SELECT d.site, d.id, d.number, d.header, a.code AS source, b.id AS other, b.code AS target,
           (SELECT max(e.at) FROM lifecycle_event e
             WHERE e.site = d.site AND e.document = d.id AND e.action = 'ship') AS shipped_at
      FROM lifecycle_document d
      JOIN governance_site_view a ON a.id = d.site
      JOIN governance_site_view b ON b.code = d.header ->> 'to'
     WHERE d.kind = 'transfer'
       AND (d.state = 'shipped' OR d.state = 'closed' AND d.id::text IN (
            SELECT r.header ->> 'transfer' FROM lifecycle_document r
             WHERE r.kind = 'transfer_receipt' AND r.state NOT IN ('closed', 'cancelled')))
       AND (d.site = ANY (%(sites)s::integer[]) OR b.id = ANY (%(sites)s::integer[]))
       AND (%(id)s::uuid IS NULL OR d.id = %(id)s)
), fact AS (
    SELECT g.id, l.item, a.lot, a.serial, a.measure, a.quantity
      FROM going g
      JOIN lifecycle_amount a ON a.site = g.site AND a.document = g.id AND a.posted
      JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
    UNION ALL
    SELECT g.id, l.item, a.lot, a.serial, a.measure, a.quantity
      FROM going g
      JOIN lifecycle_document r ON r.site = g.other AND r.kind = 'transfer_receipt'
       AND r.header ->> 'transfer' = g.id::text
      JOIN lifecycle_amount a ON a.site = r.site AND a.document = r.id AND a.posted
      JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
), total AS (
    SELECT id, item, lot, serial,
           sum(quantity) FILTER (WHERE measure = 'shipped') AS shipped,
           coalesce(sum(quantity) FILTER (
               WHERE measure IN ('received', 'stocked', 'damaged')), 0) AS arrived,
           coalesce(sum(quantity) FILTER (WHERE measure = 'lost'), 0) AS lost
      FROM fact GROUP BY id, item, lot, serial
)
SELECT g.id, g.number, g.source, g.target, g.shipped_at, g.header, t.item, t.lot, t.serial,
       t.shipped::bigint, t.arrived::bigint, t.lost::bigint,
       (t.shipped - t.arrived - t.lost)::bigint AS open
  FROM going g JOIN total t ON t.id = g.id
 WHERE t.shipped > t.arrived + t.lost
 ORDER BY g.shipped_at, g.number, t.item, t.lot, t.serial
