-- How many counted lines of the plan could be the other half of a swap with each line: another lot
-- of its item, another item at its place, another place of its item and lot.  Windows, not joins:
-- nothing here depends on what the planner believes.
SELECT s.id, s.lot, s.item, s.place FROM (
    SELECT l.id,
           (count(*) OVER (PARTITION BY l.item)
            - count(*) OVER (PARTITION BY l.item, l.lot, l.serial))::integer AS lot,
           (count(*) OVER (PARTITION BY l.place)
            - count(*) OVER (PARTITION BY l.place, l.item))::integer AS item,
           (count(*) OVER (PARTITION BY l.item, l.lot, l.serial) - 1)::integer AS place,
           l.variance <> 0 AND l.posting IS NULL AS differs
      FROM counting_line l
     WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.counted IS NOT NULL AND l.holding <> 0
) AS s WHERE s.differs
