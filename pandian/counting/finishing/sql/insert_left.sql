-- Keep the places that a count is closed without: no complete visit.  The book's lines there that
-- nobody counted are told beside them.
INSERT INTO counting_place_left (site, plan, place, seen, lines, reason, person, at)
SELECT pp.site, pp.plan, pp.place,
       EXISTS (SELECT 1 FROM counting_task t
                 JOIN capture_seen_view o ON o.site = t.site AND o.task = t.id
                WHERE t.site = pp.site AND t.plan = pp.plan AND o.place = pp.place
                  AND o.mode <> 'undo' AND o.tray = ''),
       (SELECT count(*) FROM counting_line l
         WHERE l.site = pp.site AND l.plan = pp.plan AND l.place = pp.place
           AND l.verdict = 'uncounted'),
       %(reason)s, %(actor)s, %(now)s
  FROM counting_plan_place pp
 WHERE pp.site = %(site)s AND pp.plan = %(plan)s
   AND NOT EXISTS (SELECT 1 FROM counting_visit v
                    WHERE v.site = pp.site AND v.plan = pp.plan AND v.place = pp.place
                      AND v.complete AND NOT v.late)
   AND NOT EXISTS (SELECT 1 FROM counting_task f
                    WHERE f.site = pp.site AND f.plan = pp.plan AND f.number = 1
                      AND f.kind = 'proof')
ON CONFLICT DO NOTHING
