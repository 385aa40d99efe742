-- I9 serial 序列号: in at most one physical place, quantity 0 or 1.
WITH there AS (
    SELECT h.item, h.serial, sum(b.on_hand) AS total,
           count(*) FILTER (WHERE b.on_hand > 0) AS places,
           max(b.on_hand) AS most
      FROM ledger_holding h JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
     WHERE h.serial <> 0 AND h.site = ANY (%(sites)s::integer[])
     GROUP BY h.item, h.serial
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'serial ' || serial || ' of item ' || item || ': ' || total || ' in ' || places
                  || ' places',
           'item', item))
        FILTER (WHERE total > 1 OR most > 1))[1:50] AS broken
  FROM there
