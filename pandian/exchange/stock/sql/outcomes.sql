-- How many rows of an import came to what.
SELECT outcome, count(*) AS rows FROM exchange_row WHERE import = %(import)s GROUP BY outcome
