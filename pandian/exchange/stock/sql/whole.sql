-- The rows just staged have no statistics yet: join them as whole sets until the transaction ends.
SET LOCAL enable_nestloop = off
