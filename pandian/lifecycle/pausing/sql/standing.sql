-- Which of these places are paused now, a unit with the bin in which it stands, and until when.
WITH asked AS MATERIALIZED (
    SELECT g.code, v.id, v.parent, v.kind FROM unnest(%(places)s::text[]) AS g (code)
     CROSS JOIN LATERAL (SELECT x.id, x.parent, x.kind FROM catalog_place_view x
                          WHERE x.site = %(site)s AND x.code = g.code OFFSET 0) v
), paused AS MATERIALIZED (
    SELECT z.place FROM lifecycle_paused(%(site)s) AS z
)
SELECT DISTINCT ON (a.code) a.code AS place, p.begun_at, p.until
  FROM asked a
 CROSS JOIN LATERAL (
       WITH RECURSIVE up AS (
           SELECT a.id AS id, a.parent AS parent, a.kind AS kind, 0 AS level
           UNION ALL
           SELECT w.id, w.parent, w.kind, u.level + 1 FROM up u
            CROSS JOIN LATERAL (SELECT y.id, y.parent, y.kind FROM catalog_place_view y
                                 WHERE y.id = u.parent OFFSET 0) w
            WHERE u.kind = 'unit' AND u.level < 64)
       SELECT u.id FROM up u WHERE u.id IN (SELECT z.place FROM paused z) OFFSET 0) u
 CROSS JOIN LATERAL (
       SELECT x.begun_at, x.until FROM lifecycle_pause x
        WHERE x.site = %(site)s AND x.place = u.id AND x.until > statement_timestamp()
          AND NOT EXISTS (SELECT FROM lifecycle_pause_end e
                           WHERE e.site = x.site AND e.pause = x.id) OFFSET 0) p
 ORDER BY a.code, p.until DESC
