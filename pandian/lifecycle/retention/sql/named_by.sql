-- Which steps of documents name some photos among their papers, and of what goods they speak.
WITH said AS MATERIALIZED (
    SELECT DISTINCT e.document, m.found[1] AS digest, e.at FROM lifecycle_event e
     CROSS JOIN LATERAL regexp_matches((e.payload -> 'evidence')::text, '[0-9a-f]{64}', 'g')
           AS m (found)
     WHERE e.site = %(site)s AND m.found[1] = ANY (%(digests)s::text[])
)
SELECT DISTINCT s.digest, d.kind, d.number, d.id AS document, coalesce(l.item, '') AS item,
       coalesce(nullif(a.lot, ''), l.lot, '') AS lot, s.at
  FROM said s
  JOIN lifecycle_document d ON d.site = %(site)s AND d.id = s.document
  LEFT JOIN lifecycle_line l ON l.site = d.site AND l.document = d.id
  LEFT JOIN LATERAL (
       SELECT DISTINCT x.lot FROM lifecycle_amount x
        WHERE x.site = d.site AND x.document = d.id AND x.line = l.line OFFSET 0) AS a ON true
 ORDER BY 1, 7, 5, 6
