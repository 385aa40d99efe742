-- What closed visits and empty places may say none of: all holdings there, inside the scope, that
-- nobody saw in that round (a recount: of what the recount asks for).
WITH mark AS (
    SELECT * FROM counting_mark
    UNION ALL
    SELECT s.id, s.person, s.round, s.place, s.at, s.ms, NULL, true
      FROM counting_seen s WHERE s.mode = 'empty' AND s.item = 0
)
INSERT INTO counting_reach (holding, place, item, lot, serial, status, owner, said_by, person,
       round, at, ms)
SELECT h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner, m.said_by, m.person, m.round,
       m.at, m.ms
  FROM mark m
  JOIN ledger_holding h ON h.site = %(site)s AND h.place = m.place
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
