-- A statement without lots gives way to statements by lot that were made after it, and to the end
-- of a recount that asked for it.  What gave way is named by what stands.
WITH gone AS (
    DELETE FROM counting_stated c
     WHERE c.kind = 'coarse' AND EXISTS (
        SELECT 1 FROM counting_stated f
         WHERE f.holding IS DISTINCT FROM 0 AND f.place = c.place AND f.item = c.item
           AND f.kind IN ('seen', 'single', 'found', 'empty') AND (c.lot = -1 OR f.lot = c.lot)
           AND (f.round > c.round OR (f.kind <> 'empty' AND f.person = c.person AND f.at > c.at)))
    RETURNING c.place, c.item, c.lot, c.person, c.round, c.counted, c.at, c.ids
), coarse AS (
    SELECT * FROM gone
    UNION ALL
    SELECT s.place, s.item, coalesce(s.lot, -1), s.person, s.round, s.base, s.at, ARRAY[s.id]
      FROM counting_seen s WHERE s.replaced
), told AS (
    SELECT f.stated, jsonb_agg(jsonb_build_object('cause', 'coarse_replaced', 'params',
               jsonb_build_object('person', c.person, 'counted', c.counted, 'finer', f.counted))
               ORDER BY c.at, c.ids) AS notes
      FROM counting_stated f
      JOIN coarse c ON c.place = f.place AND c.item = f.item AND (c.lot = -1 OR f.lot = c.lot)
       AND (f.round > c.round OR (f.person = c.person AND f.round = c.round AND f.at >= c.at))
     WHERE f.kind IN ('seen', 'single', 'found', 'empty')
     GROUP BY f.stated
)
UPDATE counting_stated s SET notes = s.notes || t.notes FROM told t WHERE t.stated = s.stated
