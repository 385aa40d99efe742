-- What late paper healed of each posted line: the effect of all compensations; `undone`, the part
-- of it that is a repair taken back, which explains nothing: the difference stands again.  自愈视图
CREATE INDEX counting_reason_undone_reversal ON counting_reason_undone (site, reversal);

CREATE OR REPLACE VIEW counting_healed_view AS
SELECT a.site, a.posting, a.ref AS line, sum(h.quantity)::bigint AS quantity,
       max(a.at) AS at, array_agg(h.late ORDER BY h.late) AS late,
       coalesce(sum(h.quantity) FILTER (WHERE u.reason IS NOT NULL), 0)::bigint AS undone
  FROM ledger_heal h
  JOIN ledger_assertion a ON a.site = h.site AND a.id = h.assertion
  LEFT JOIN counting_reason_undone u ON u.site = h.site AND u.reversal = h.late
 WHERE a.ref > 0
 GROUP BY a.site, a.posting, a.ref;
