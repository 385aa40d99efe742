-- Policies: the one rule set, in versions.
SELECT 1;
