-- Which of these numbers a handling unit of the site has already.
SELECT k.code
  FROM unnest(%(codes)s::text[]) AS k (code)
 CROSS JOIN LATERAL (
       SELECT 1 FROM lifecycle_unit u WHERE u.site = %(site)s AND u.code = k.code OFFSET 0) AS known
