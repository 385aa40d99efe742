-- Back to any kind of join.
SET LOCAL enable_nestloop = on;
SET LOCAL enable_mergejoin = on
