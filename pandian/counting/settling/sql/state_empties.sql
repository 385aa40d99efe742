-- Zero for what the book had there and nobody saw (and for lines that said so before).
INSERT INTO counting_stated (holding, place, item, lot, serial, status, owner, person, round,
       counted, at, ms, adding, kind, ids, swept)
SELECT r.holding, r.place, r.item, r.lot, r.serial, r.status, r.owner, r.person, r.round, 0,
       r.at, r.ms, false, 'empty', ARRAY[r.said_by], r.swept
  FROM counting_reach r
 WHERE r.book <> 0
    OR EXISTS (SELECT 1 FROM counting_line l
                WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.holding = r.holding)
