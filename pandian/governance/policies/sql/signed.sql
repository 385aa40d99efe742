-- The last signature under each of these subjects that binds exactly this content.
SELECT DISTINCT ON (g.subject) g.subject, g.code, g.at
  FROM unnest(%(subjects)s::text[], %(hashes)s::text[]) AS w (subject, hash)
  JOIN governance_signature g ON g.subject = w.subject AND g.content_hash = w.hash
 ORDER BY g.subject, g.at DESC
