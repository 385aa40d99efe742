-- Retention: legal holds and purges.
SELECT 1;
