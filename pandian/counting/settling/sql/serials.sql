-- A serial cannot be in two places: two that were seen raise an alarm, one that the book has
-- elsewhere waits until that place is counted.  Both are doubtful, no number is booked.
WITH twice AS (
    SELECT j.item, j.serial, array_agg(DISTINCT p.code) AS places, 'serial_twice' AS cause
      FROM counting_judged j JOIN catalog_place_view p ON p.site = %(site)s AND p.id = j.place
     WHERE j.serial > 0 AND j.counted = 1
     GROUP BY j.item, j.serial HAVING count(DISTINCT j.place) > 1
), elsewhere AS (
    SELECT f.item, f.serial, array_agg(DISTINCT p.code) AS places, 'serial_elsewhere' AS cause
      FROM counting_reach f
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = f.place
     WHERE f.book <> 0
       AND NOT EXISTS (SELECT 1 FROM counting_judged k
                        WHERE k.holding = f.holding AND k.counted = 0
                          AND k.judged IN ('accepted', 'approval'))
     GROUP BY f.item, f.serial
), alarm AS (
    SELECT * FROM twice UNION ALL
    SELECT * FROM elsewhere e WHERE NOT EXISTS (SELECT 1 FROM twice t
                                                 WHERE t.item = e.item AND t.serial = e.serial)
)
UPDATE counting_judged j
   SET judged = 'doubtful',
       notes = j.notes || jsonb_build_array(jsonb_build_object('cause', a.cause, 'params',
               jsonb_build_object('serial', v.code, 'places', a.places)))
  FROM alarm a JOIN catalog_serial_view v ON v.id = a.serial
 WHERE j.item = a.item AND j.serial = a.serial AND j.counted = 1
   AND (a.cause = 'serial_twice' OR j.book = 0)
RETURNING v.code AS serial, a.cause, a.places
