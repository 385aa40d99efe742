-- The detective: hypotheses, confirmed reasons, rates.
SELECT 1;
