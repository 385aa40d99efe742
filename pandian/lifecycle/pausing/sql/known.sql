-- One pause by its id.
SELECT p.id, v.code AS place, p.reason, p.begun_by, p.begun_at, p.until,
       coalesce(e.ended_by, '') AS ended_by, e.ended_at,
       (p.until <= statement_timestamp() OR e.pause IS NOT NULL) AS over
  FROM lifecycle_pause p
 CROSS JOIN LATERAL (SELECT x.code FROM catalog_place_view x WHERE x.id = p.place OFFSET 0) v
  LEFT JOIN LATERAL (SELECT x.* FROM lifecycle_pause_end x
                      WHERE x.site = p.site AND x.pause = p.id OFFSET 0) e ON true
 WHERE p.site = %(site)s AND p.id = %(id)s
