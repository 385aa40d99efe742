-- Readings outside their limits that were not taken up yet, also those without any stock.
SELECT r.id::text AS key FROM lifecycle_reading r
 WHERE r.site = %(site)s AND r.outside <> '{}'
   AND NOT EXISTS (SELECT FROM lifecycle_raised x
                    WHERE x.site = r.site AND x.source = 'reading' AND x.key = r.id::text)
 ORDER BY r.recorded_at LIMIT %(limit)s
