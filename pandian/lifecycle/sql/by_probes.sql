-- Let the planner loop again: the end of `by_sets`.
SET LOCAL enable_nestloop = on
