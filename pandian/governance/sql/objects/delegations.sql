-- Delegations: who stands in for whom, within which limits.
SELECT 1;
