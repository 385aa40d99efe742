-- How many counted lines of the plan could be the other half of a swap with each line: another lot
-- of its item, another item at its place, another place of its item and lot.
WITH seen AS MATERIALIZED (
    SELECT l.id, l.place, l.item, l.lot, l.serial FROM counting_line l
     WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.counted IS NOT NULL AND l.holding <> 0
), item AS (SELECT item, count(*) AS n FROM seen GROUP BY item),
lot AS (SELECT item, lot, serial, count(*) AS n FROM seen GROUP BY item, lot, serial),
place AS (SELECT place, count(*) AS n FROM seen GROUP BY place),
both_ AS (SELECT place, item, count(*) AS n FROM seen GROUP BY place, item)
SELECT s.id, (i.n - t.n)::integer AS lot, (p.n - b.n)::integer AS item, (t.n - 1)::integer AS place
  FROM seen s
  JOIN item i ON i.item = s.item
  JOIN lot t ON t.item = s.item AND t.lot = s.lot AND t.serial = s.serial
  JOIN place p ON p.place = s.place
  JOIN both_ b ON b.place = s.place AND b.item = s.item
 WHERE s.id = ANY (%(lines)s::bigint[])
