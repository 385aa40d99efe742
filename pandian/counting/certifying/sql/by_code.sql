-- The certificate that bears a verification code, and the newest one of the same count that leaves
-- out the same.
SELECT s.code AS site, c.plan, p.name, c.code, c.content_hash, c.issued_at, c.issued_by, c.issue,
       n.code AS latest
  FROM counting_certificate c
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = c.site
  JOIN counting_plan p ON p.site = c.site AND p.id = c.plan
 CROSS JOIN LATERAL (
       SELECT x.code FROM counting_certificate x
        WHERE x.site = c.site AND x.plan = c.plan AND x.omitted = c.omitted
        ORDER BY x.issue DESC LIMIT 1) AS n
 WHERE c.code = %(code)s
 ORDER BY c.issued_at
