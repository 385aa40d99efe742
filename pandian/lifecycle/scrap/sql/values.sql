-- What the lines of a document were worth when they were valued last.
WITH last AS MATERIALIZED (
    SELECT e.id FROM lifecycle_event e
     WHERE e.site = %(site)s AND e.document = %(document)s AND e.action = 'value'
     ORDER BY e.seq DESC LIMIT 1
)
SELECT v.line, v.cost, v.value::numeric(40, 0) AS value
  FROM lifecycle_valuation v
 WHERE v.site = %(site)s AND v.event = (SELECT id FROM last)
 ORDER BY v.line
