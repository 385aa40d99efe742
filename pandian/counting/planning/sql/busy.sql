-- Places that are in work already: in an open task where nobody has finished them (`waiting`), or
-- with a line that is not decided yet.  They are not planned again.
SELECT k.place, bool_or(k.waiting) AS waiting
  FROM (SELECT tp.place, true AS waiting
          FROM counting_plan p
          JOIN counting_task t ON t.site = p.site AND t.plan = p.id AND t.state = 'open'
          JOIN counting_task_place tp ON tp.site = t.site AND tp.task = t.id
         WHERE p.site = %(site)s AND p.state = 'open'
           AND NOT EXISTS (SELECT FROM counting_visit v
                            WHERE v.site = t.site AND v.plan = t.plan AND v.task = t.id
                              AND v.place = tp.place AND v.complete AND NOT v.late)
        UNION ALL
        SELECT l.place, false
          FROM counting_plan p
          JOIN counting_line l ON l.site = p.site AND l.plan = p.id AND l.posting IS NULL
         WHERE p.site = %(site)s AND p.state = 'open' AND l.verdict <> 'rejected') AS k
 GROUP BY k.place
 ORDER BY k.place
