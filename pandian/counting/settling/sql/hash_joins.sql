-- Sets are joined as sets: without statistics of a young table the planner would loop.
SET LOCAL enable_nestloop = off;
SET LOCAL enable_mergejoin = off
