-- I10 ends 两端: every move end has a holding, and every physical holding its balance.
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'posting ' || m.posting || ' line ' || m.line,
           'posting', m.posting))
        FILTER (WHERE s.id IS NULL OR t.id IS NULL
                   OR (s.physical AND sb.holding IS NULL)
                   OR (t.physical AND tb.holding IS NULL)))[1:50] AS broken
  FROM ledger_move m
  LEFT JOIN ledger_holding s ON s.site = m.site AND s.id = m.source
  LEFT JOIN ledger_holding t ON t.site = m.site AND t.id = m.target
  LEFT JOIN ledger_balance sb ON sb.site = m.site AND sb.holding = m.source
  LEFT JOIN ledger_balance tb ON tb.site = m.site AND tb.holding = m.target
 WHERE m.site = ANY (%(sites)s::integer[])
