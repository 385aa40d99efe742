-- Until `by_probes`, join whole sets: new documents have no statistics yet, and a loop over guessed
-- "one row" takes the square of the lines.
SET LOCAL enable_nestloop = off
