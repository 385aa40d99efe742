-- Certificates of documents whose content hash begins with the bits of a verification code.
SELECT s.code AS site, c.document, d.kind, d.number, c.content_hash, c.made_at,
       coalesce(e.actor, '') AS actor
  FROM lifecycle_certificate c
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = c.site
  JOIN lifecycle_document d ON d.site = c.site AND d.id = c.document
  LEFT JOIN lifecycle_event e ON e.site = c.site AND e.id = c.event
 WHERE starts_with(c.content_hash, %(begins)s)
 ORDER BY c.made_at
