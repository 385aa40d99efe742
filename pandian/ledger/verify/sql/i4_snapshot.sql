-- I4 snapshot 快照: a snapshot is the sum of the moves up to its instant.
WITH leg AS (
    SELECT h.site, h.at, m.source AS holding, -m.quantity AS quantity
      FROM ledger_snapshot_head h
      JOIN ledger_move m ON m.site = h.site AND m.effective_at <= h.at
     WHERE h.site = ANY (%(sites)s::integer[])
    UNION ALL
    SELECT h.site, h.at, m.target, m.quantity
      FROM ledger_snapshot_head h
      JOIN ledger_move m ON m.site = h.site AND m.effective_at <= h.at
     WHERE h.site = ANY (%(sites)s::integer[])
), total AS (
    SELECT leg.site, leg.at, leg.holding, sum(leg.quantity) AS quantity
      FROM leg JOIN ledger_balance b ON b.site = leg.site AND b.holding = leg.holding
     GROUP BY 1, 2, 3 HAVING sum(leg.quantity) <> 0
), kept AS (
    SELECT * FROM ledger_snapshot WHERE site = ANY (%(sites)s::integer[]) AND on_hand <> 0
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'snapshot ' || coalesce(k.at, t.at) || ' holding '
                  || coalesce(k.holding, t.holding) || ': ' || coalesce(k.on_hand, 0)
                  || ', moves ' || coalesce(t.quantity, 0),
           'holding', coalesce(k.holding, t.holding)))
        FILTER (WHERE coalesce(k.on_hand, 0) <> coalesce(t.quantity, 0)))[1:50] AS broken
  FROM kept k FULL JOIN total t ON t.site = k.site AND t.at = k.at AND t.holding = k.holding
