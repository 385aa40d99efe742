-- The yield report of one order: of every line what was planned and what became of it, undone facts
-- taken off.
SELECT l.line, l.item, l.lot, l.serial, l.source = '' AS output, l.asked,
       coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'issued'), 0)::bigint AS issued,
       coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'consumed'), 0)::bigint AS consumed,
       coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'estimated'), 0)::bigint AS estimated,
       coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'returned'), 0)::bigint AS returned,
       coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'scrapped'), 0)::bigint AS scrapped,
       (coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'lost'), 0)
        - coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'gained'), 0))::bigint AS lost,
       coalesce(sum(a.quantity) FILTER (WHERE a.measure = 'output'), 0)::bigint AS made
  FROM lifecycle_line l
  LEFT JOIN lifecycle_amount a ON a.site = l.site AND a.document = l.document AND a.line = l.line
   AND a.posted
 WHERE l.site = %(site)s AND l.document = %(document)s
 GROUP BY l.line, l.item, l.lot, l.serial, l.source, l.asked
 ORDER BY l.line
