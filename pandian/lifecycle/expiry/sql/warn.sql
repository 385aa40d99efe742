-- Write the warnings that were not told before; return those.
INSERT INTO lifecycle_expiry_warning (site, item, lot, expires_on, days, told_on)
SELECT %(site)s, g.item, g.lot, g.expires_on, g.days, %(today)s
  FROM unnest(%(items)s::text[], %(lots)s::text[], %(expiries)s::date[], %(days)s::integer[])
       AS g (item, lot, expires_on, days)
    ON CONFLICT DO NOTHING
RETURNING item, lot, expires_on, days
