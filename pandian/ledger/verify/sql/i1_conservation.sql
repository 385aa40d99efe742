-- I1 conservation 守恒: a move changes place, status or owner, never the thing itself.
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'posting ' || m.posting || ' line ' || m.line,
           'holding', m.source))
        FILTER (WHERE (s.item, s.lot, s.serial) <> (t.item, t.lot, t.serial)))[1:50] AS broken
  FROM ledger_move m
  JOIN ledger_holding s ON s.site = m.site AND s.id = m.source
  JOIN ledger_holding t ON t.site = m.site AND t.id = m.target
 WHERE m.site = ANY (%(sites)s::integer[])
