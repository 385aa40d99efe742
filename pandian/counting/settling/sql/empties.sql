-- What closed visits and empty places may say none of: all holdings there, inside the scope, that
-- nobody saw in that round (a recount: of what the recount asks for).  `swept`: who says so read
-- serials there from their labels and typed none, or says that the whole place is empty.
WITH mark AS (
    SELECT * FROM counting_mark
    UNION ALL
    SELECT s.id, s.person, s.round, s.place, s.at, s.ms, NULL, true
      FROM counting_seen s WHERE s.mode = 'empty' AND s.item = 0
), swept AS (
    SELECT s.person, s.round, s.place FROM counting_said s
     WHERE s.serial > 0 AND s.counted > 0
     GROUP BY s.person, s.round, s.place HAVING bool_and(s.read)
)
INSERT INTO counting_reach (holding, place, item, lot, serial, status, owner, said_by, person,
       round, at, ms, swept)
SELECT h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner, m.said_by, m.person, m.round,
       m.at, m.ms, m.own OR w.place IS NOT NULL
  FROM mark m
  JOIN ledger_holding h ON h.site = %(site)s AND h.place = m.place
  LEFT JOIN swept w ON w.person = m.person AND w.round = m.round AND w.place = m.place
 WHERE h.place = ANY (ARRAY(SELECT DISTINCT place FROM mark))
   AND (%(items)s::bigint[] IS NULL OR h.item = ANY (%(items)s::bigint[]))
   AND (%(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[]))
   AND (m.task IS NULL OR EXISTS (
        SELECT 1 FROM counting_task_key k
         WHERE k.site = %(site)s AND k.task = m.task AND k.place = h.place AND k.item = h.item
           AND (k.lot IS NULL OR k.lot = h.lot)
           AND (k.serial IS NULL OR k.serial = h.serial)))
   AND NOT EXISTS (
       SELECT 1 FROM (SELECT p.holding, s.round, s.person FROM counting_pair p
                        JOIN counting_said s ON s.said = p.said) AS seen
        WHERE seen.holding = h.id AND seen.round = m.round
          AND (NOT m.own OR seen.person = m.person))
