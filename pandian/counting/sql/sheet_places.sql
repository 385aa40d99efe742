-- The places of a task in walking order: finished by anybody?  How many rows are mine?
SELECT c.code AS place, tp.sequence,
       EXISTS (SELECT 1 FROM counting_visit v
                WHERE v.site = tp.site AND v.task = tp.task AND v.place = tp.place
                  AND v.complete AND NOT v.late) AS done,
       (SELECT count(*) FROM capture_seen_view o
         WHERE o.site = tp.site AND o.task = tp.task AND o.place = tp.place
           AND o.person = %(person)s AND o.mode <> 'undo') AS mine
  FROM counting_task_place tp
  JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
 WHERE tp.site = %(site)s AND tp.task = %(task)s
 ORDER BY tp.sequence, c.code
