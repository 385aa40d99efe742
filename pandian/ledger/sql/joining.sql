-- Join whole sets until the transaction ends or `looping` is said: a loop over a guessed "one row"
-- takes the square of the holdings where the statistics are old.
SET LOCAL enable_nestloop = off
