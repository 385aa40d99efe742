-- Make room for the next holdings.
TRUNCATE counting_risk_span
