-- The factors of the last refit that hold at a site.
SELECT level, key, name, factor FROM counting_risk_factor
 WHERE site IN (0, %(site)s)
 ORDER BY level, key, name
