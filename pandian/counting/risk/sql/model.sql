-- What the last refit learned.
SELECT theta, size, fitted_at, counts, wrong FROM counting_risk_model
 WHERE site = 0 ORDER BY fitted_at DESC LIMIT 1
