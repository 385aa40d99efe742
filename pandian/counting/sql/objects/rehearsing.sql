-- Rehearsals: a rule tried on the past, and what it would have cost.
SELECT 1;
