-- Papers: evidence of parcels and what printouts need.
SELECT 1;
