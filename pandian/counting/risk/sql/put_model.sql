-- Keep what a refit learned.
INSERT INTO counting_risk_model (site, fitted_at, theta, size, counts, wrong)
VALUES (0, %(now)s, %(theta)s::float8[], %(size)s::float8[], %(counts)s, %(wrong)s)
