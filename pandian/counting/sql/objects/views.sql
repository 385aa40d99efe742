-- What late paper healed of each posted line: the effect of all compensations.  自愈视图
CREATE VIEW counting_healed_view AS
SELECT a.site, a.posting, a.ref AS line, sum(h.quantity)::bigint AS quantity,
       max(a.at) AS at, array_agg(h.late ORDER BY h.late) AS late
  FROM ledger_heal h
  JOIN ledger_assertion a ON a.site = h.site AND a.id = h.assertion
 WHERE a.ref > 0
 GROUP BY a.site, a.posting, a.ref;
