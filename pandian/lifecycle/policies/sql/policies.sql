-- The newest decision of each policy: the site's own, else the one for every site (0).
SELECT DISTINCT ON (p.name) p.name, p.value, p.site, p.actor, p.at
  FROM lifecycle_policy p
 WHERE p.site = ANY (ARRAY[0, %(site)s::integer])
 ORDER BY p.name, (p.site = 0), p.number DESC
