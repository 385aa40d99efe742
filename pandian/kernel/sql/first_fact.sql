-- When the first fact of all was recorded.
SELECT at FROM kernel_fact ORDER BY id LIMIT 1
