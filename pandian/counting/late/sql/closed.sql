-- Up to which instant sites are closed.
SELECT s.id AS site, (SELECT max(c.ends_at) FROM counting_period_close c WHERE c.site = s.id)
       AS ends_at
  FROM unnest(%(sites)s::integer[]) AS s (id)
