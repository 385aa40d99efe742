-- Forget the factors of the refit before.
DELETE FROM counting_risk_factor
