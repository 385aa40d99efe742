-- The units of a site as they stood at an instant: the places above each, its unbroken seal then,
-- and the goods in it at any depth now or then.  Quantities are sums of moves up to the instant.
WITH RECURSIVE place AS MATERIALIZED (
    SELECT DISTINCT ON (u.unit) u.unit, u.parent, u.at FROM lifecycle_unit_place u
     WHERE u.site = %(site)s AND u.at <= %(at)s
     ORDER BY u.unit, u.at DESC, u.number DESC
), up AS (
    SELECT p.unit, p.parent AS above, 1 AS level FROM place p
    UNION ALL
    SELECT u.unit, coalesce(t.parent, n.code), u.level + 1 FROM up u
      LEFT JOIN place t ON t.unit = u.above
      LEFT JOIN catalog_place_view c ON c.site = %(site)s AND c.code = u.above
      LEFT JOIN catalog_place_view n ON n.site = %(site)s AND n.id = c.parent
     WHERE u.level < 64 AND coalesce(t.parent, n.code) IS NOT NULL
), path AS MATERIALIZED (
    SELECT unit, array_agg(above ORDER BY level) AS path FROM up GROUP BY unit
), inside AS MATERIALIZED (
    SELECT p.unit AS unit, p.unit AS part FROM place p
    UNION
    SELECT above, unit FROM up WHERE above IN (SELECT unit FROM place)
), held AS MATERIALIZED (
    SELECT i.unit, h.item, sum(q.quantity) AS quantity
      FROM inside i
      JOIN catalog_place_view p ON p.site = %(site)s AND p.code = i.part
     CROSS JOIN LATERAL (
           SELECT x.id, x.item FROM ledger_holding x
            WHERE x.site = %(site)s AND x.place = p.id OFFSET 0) AS h
     CROSS JOIN LATERAL (
           SELECT coalesce((SELECT sum(m.quantity) FROM ledger_move m
                             WHERE m.site = %(site)s AND m.target = h.id
                               AND m.effective_at <= %(at)s), 0)
                - coalesce((SELECT sum(m.quantity) FROM ledger_move m
                             WHERE m.site = %(site)s AND m.source = h.id
                               AND m.effective_at <= %(at)s), 0) AS quantity OFFSET 0) AS q
     GROUP BY i.unit, h.item HAVING sum(q.quantity) <> 0
)
SELECT p.unit AS code, t.path, p.at AS since, coalesce((
       SELECT d.header ->> 'seal' FROM lifecycle_document d
         JOIN LATERAL (
              SELECT e.to_state FROM lifecycle_event e
               WHERE e.site = d.site AND e.document = d.id AND e.at <= %(at)s
               ORDER BY e.seq DESC LIMIT 1) AS s ON s.to_state = 'sealed'
        WHERE d.site = %(site)s AND d.kind = 'sealing' AND d.header ->> 'unit' = p.unit
        LIMIT 1), '') AS seal,
       coalesce((SELECT sum(h.quantity) FROM held h WHERE h.unit = p.unit), 0)::bigint AS quantity,
       (SELECT count(*) FROM held h WHERE h.unit = p.unit)::integer AS items
  FROM place p JOIN path t ON t.unit = p.unit
 WHERE (%(code)s::text IS NULL OR p.unit = %(code)s)
   AND (%(place)s::text IS NULL OR %(place)s = ANY (t.path))
 ORDER BY cardinality(t.path), p.unit
 LIMIT %(limit)s
