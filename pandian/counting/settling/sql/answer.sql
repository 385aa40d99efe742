-- A recount that ended without seeing what was counted without lots: none of any lot.  It answers
-- where no lot is spoken of; who asked is named by the line itself.
WITH none AS (
    SELECT k.place, k.item, NULL::bigint AS lot, m.person, m.round, m.at, m.ms, m.said_by
      FROM counting_mark m
      JOIN counting_task_key k ON k.site = %(site)s AND k.task = m.task AND k.place = m.place
       AND k.lot IS NULL
    UNION ALL
    SELECT s.place, s.item, s.lot, s.person, s.round, s.at, s.ms, s.ids[cardinality(s.ids)]
      FROM counting_said s
     WHERE s.round > 0 AND s.counted = 0 AND num_nonnulls(s.lot, s.serial) < 2
), last AS (
    SELECT c.place, c.item, c.lot, c.serial, c.status, c.owner, max(c.round) AS round,
           max(c.at) AS at
      FROM counting_stated c WHERE c.kind = 'coarse'
     GROUP BY c.place, c.item, c.lot, c.serial, c.status, c.owner
)
INSERT INTO counting_stated (holding, place, item, lot, serial, status, owner, person, round,
       counted, at, ms, adding, kind, ids, book, statable)
SELECT DISTINCT ON (c.place, c.item, c.lot, c.serial, c.status, c.owner)
       0, c.place, c.item, c.lot, c.serial, c.status, c.owner, n.person, n.round, 0, n.at, n.ms,
       false, 'none', ARRAY[n.said_by], 0, false
  FROM last c
  JOIN none n ON n.place = c.place AND n.item = c.item AND n.round > c.round AND n.at >= c.at
   AND (n.lot IS NULL OR n.lot = c.lot)
 ORDER BY c.place, c.item, c.lot, c.serial, c.status, c.owner, n.round DESC, n.at DESC
