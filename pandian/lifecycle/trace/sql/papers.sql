-- The documents of a life as they stand, oldest first, with the certificates of destructions.
SELECT t.code AS site, d.id, d.kind, d.number, d.state, d.created_at, d.created_by,
       coalesce(c.content_hash, '') AS content_hash, c.made_at AS certified_at
  FROM unnest(%(sites)s::integer[], %(documents)s::uuid[]) AS k (site, document)
  JOIN governance_site_view t ON t.id = k.site
 CROSS JOIN LATERAL (
       SELECT x.id, x.kind, x.number, x.state, x.created_at, x.created_by
         FROM lifecycle_document x WHERE x.site = k.site AND x.id = k.document OFFSET 0) AS d
  LEFT JOIN LATERAL (
       SELECT x.content_hash, x.made_at FROM lifecycle_certificate x
        WHERE x.site = k.site AND x.document = k.document OFFSET 0) AS c ON true
 ORDER BY d.created_at, d.id
