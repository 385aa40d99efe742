-- Forget the scores of the night before.
DELETE FROM counting_risk_score WHERE site = %(site)s
