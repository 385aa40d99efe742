-- Keep the factors of a refit.
INSERT INTO counting_risk_factor (site, level, key, name, factor)
SELECT * FROM unnest(%(sites)s::int[], %(levels)s::text[], %(keys)s::bigint[], %(names)s::text[],
                     %(factors)s::float8[])
