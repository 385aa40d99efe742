-- Refresh the planner's statistics after much was written in one go; a table that this role may
-- not analyse is skipped by the server with a warning.
ANALYZE
