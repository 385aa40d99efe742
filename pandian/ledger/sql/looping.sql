-- Let the planner loop again for the rest of the transaction.
SET LOCAL enable_nestloop = on
