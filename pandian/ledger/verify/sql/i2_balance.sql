-- I2 balance 结存: what is on hand is the sum of all moves.
WITH leg AS (
    SELECT site, source AS holding, -quantity AS quantity FROM ledger_move
     WHERE site = ANY (%(sites)s::integer[])
    UNION ALL
    SELECT site, target, quantity FROM ledger_move WHERE site = ANY (%(sites)s::integer[])
), total AS (SELECT site, holding, sum(quantity) AS quantity FROM leg GROUP BY site, holding)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'holding ' || b.holding || ' of site ' || b.site || ': on hand ' || b.on_hand
                  || ', moves ' || coalesce(t.quantity, 0),
           'holding', b.holding))
        FILTER (WHERE b.on_hand <> coalesce(t.quantity, 0)))[1:50] AS broken
  FROM ledger_balance b LEFT JOIN total t ON t.site = b.site AND t.holding = b.holding
 WHERE b.site = ANY (%(sites)s::integer[])
