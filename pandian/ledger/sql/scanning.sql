-- Let the planner scan again for the rest of the transaction.
SET LOCAL enable_seqscan = on
