-- Risk: exposures since the last count, rates, scores.
SELECT 1;
