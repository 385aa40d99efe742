-- I3 floor 下限: no balance is below its floor; a cover stands only where nothing is on hand.
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'holding ' || holding || ' of site ' || site || ': on hand ' || on_hand
                  || ', floor ' || floor || ', cover ' || short,
           'holding', holding))
        FILTER (WHERE on_hand < floor OR (short > 0 AND on_hand <> floor)))[1:50] AS broken
  FROM ledger_balance WHERE site = ANY (%(sites)s::integer[])
