-- The sums of facts of one document by line and measure; what was undone counts as nothing.
SELECT line, measure, sum(quantity)::bigint AS quantity
  FROM lifecycle_amount WHERE site = %(site)s AND document = %(document)s
 GROUP BY line, measure HAVING sum(quantity) <> 0
 ORDER BY line, measure
