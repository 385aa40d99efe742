-- What closed visits and empty places say: zero for all that the book has there at that instant,
-- inside the scope, and nobody saw in that round (a recount: of what the recount asks for).
WITH mark AS (
    SELECT v.id AS said_by, v.person, t.round, v.place, v.closed_at AS at, v.uncertainty_ms AS ms,
           CASE WHEN t.kind = 'recount' THEN t.id END AS task, false AS own
      FROM counting_visit v
      JOIN counting_task t ON t.site = v.site AND t.id = v.task
     WHERE v.site = %(site)s AND v.plan = %(plan)s AND v.complete AND NOT v.late
    UNION ALL
    SELECT s.id, s.person, s.round, s.place, s.at, s.ms, NULL, true
      FROM counting_seen s WHERE s.mode = 'empty' AND s.item = 0
), reach AS MATERIALIZED (
    SELECT m.*, h.id AS holding, h.item, h.lot, h.serial, h.status, h.owner
      FROM mark m
      JOIN ledger_holding h ON h.site = %(site)s AND h.place = m.place
     WHERE (%(items)s::bigint[] IS NULL OR h.item = ANY (%(items)s::bigint[]))
       AND (%(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[]))
       AND (m.task IS NULL OR EXISTS (
            SELECT 1 FROM counting_task_key k
             WHERE k.site = %(site)s AND k.task = m.task AND k.place = m.place AND k.item = h.item
               AND (k.lot IS NULL OR k.lot = h.lot)
               AND (k.serial IS NULL OR k.serial = h.serial)))
       AND NOT EXISTS (
           SELECT 1 FROM counting_pair p JOIN counting_said s ON s.said = p.said
            WHERE p.holding = h.id AND s.round = m.round AND (NOT m.own OR s.person = m.person))
), array_of AS (
    SELECT array_agg(r.holding ORDER BY r.holding, r.at, r.said_by) AS holding,
           array_agg(r.at ORDER BY r.holding, r.at, r.said_by) AS at
      FROM reach r
)
INSERT INTO counting_stated (holding, place, item, lot, serial, status, owner, person, round,
       counted, at, ms, adding, kind, ids)
SELECT r.holding, r.place, r.item, r.lot, r.serial, r.status, r.owner, r.person, r.round, 0,
       r.at, r.ms, false, 'empty', ARRAY[r.said_by]
  FROM reach r
  JOIN (SELECT DISTINCT b.holding, b.at
          FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
         WHERE b.book <> 0
            OR EXISTS (SELECT 1 FROM counting_line l
                        WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.holding = b.holding))
       AS had ON had.holding = r.holding AND had.at = r.at
