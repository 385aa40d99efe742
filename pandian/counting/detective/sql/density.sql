-- How many lines of the plan were counted, and how many of them differ.
SELECT count(*) AS counted, count(*) FILTER (WHERE variance <> 0) AS differ
  FROM counting_line WHERE site = %(site)s AND plan = %(plan)s AND counted IS NOT NULL
