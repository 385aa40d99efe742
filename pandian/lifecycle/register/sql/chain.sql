-- The paper trail of a document: what it follows, however far back, and what follows any of those,
-- and the documents that replace or are replaced.
WITH RECURSIVE back AS (
    SELECT d.site, d.id, d.follows, d.replaces, 0 AS depth FROM lifecycle_document d
     WHERE d.site = %(site)s AND d.id = %(document)s
    UNION ALL
    SELECT d.site, d.id, d.follows, d.replaces, b.depth + 1 FROM back b
      JOIN lifecycle_document d ON d.site = b.site AND d.id = b.follows
     WHERE b.depth < %(limit)s
), forth AS (
    SELECT id FROM back
    UNION
    SELECT d.id FROM forth f
      JOIN lifecycle_document d ON d.site = %(site)s AND d.follows = f.id
), beside AS (
    SELECT id FROM forth
    UNION SELECT replaces FROM back WHERE replaces IS NOT NULL
    UNION SELECT d.id FROM lifecycle_document d
           WHERE d.site = %(site)s AND d.replaces = %(document)s
)
SELECT s.code AS site, d.id, d.kind, d.number, d.state, d.follows, d.replaces, d.created_at
  FROM beside x
  JOIN lifecycle_document d ON d.site = %(site)s AND d.id = x.id
  JOIN governance_site_view s ON s.id = d.site
 ORDER BY d.created_at, d.id
 LIMIT %(limit)s
