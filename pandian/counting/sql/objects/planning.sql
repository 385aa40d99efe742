-- Planning: what is due, why, and the plan of a day.
SELECT 1;
