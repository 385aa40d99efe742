-- Purges of some sites, newest first, with the list of each; site 0 is the whole
-- enterprise.
SELECT coalesce(s.code, '*') AS site, p.id, p.before, p.digests, p.digest, p.reason, p.actor, p.at,
       d.actor AS done_by, d.at AS done_at, d.bytes, p.kind
  FROM lifecycle_purge p
  LEFT JOIN governance_site_view s ON s.id = p.site
  LEFT JOIN lifecycle_purge_done d ON d.site = p.site AND d.purge = p.id
 WHERE p.site = ANY (%(sites)s::integer[]) AND (%(id)s::uuid IS NULL OR p.id = %(id)s::uuid)
 ORDER BY p.at DESC, p.id
 LIMIT %(limit)s
