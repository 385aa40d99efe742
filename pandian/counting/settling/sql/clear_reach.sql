-- Make room for the next reach.
TRUNCATE counting_reach
