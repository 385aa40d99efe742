-- The smallest opening stock with which no item ever goes below zero: the depth of its lowest
-- point, line by line in the order in which the documents are posted.
WITH running AS (
    SELECT lower(item) AS item, min(item) OVER (PARTITION BY lower(item)) AS code,
           sum(CASE WHEN target = %(place)s THEN quantity ELSE -quantity END)
               OVER (PARTITION BY lower(item) ORDER BY sequence, file, row) AS level
      FROM exchange_row
     WHERE import = %(import)s AND sequence > 0
)
SELECT code AS item, -min(level) AS quantity
  FROM running GROUP BY item, code HAVING min(level) < 0 ORDER BY code
