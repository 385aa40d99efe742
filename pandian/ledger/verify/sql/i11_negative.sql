-- I11 negative at an effective instant 时点负库存 (a report: the floor fact happened).
WITH leg AS (
    SELECT m.site, m.source AS holding, m.effective_at, -m.quantity AS quantity
      FROM ledger_move m WHERE m.site = ANY (%(sites)s::integer[])
    UNION ALL
    SELECT m.site, m.target, m.effective_at, m.quantity
      FROM ledger_move m WHERE m.site = ANY (%(sites)s::integer[])
), instant AS (
    SELECT l.site, l.holding, l.effective_at, sum(l.quantity) AS quantity
      FROM leg l JOIN ledger_balance b ON b.site = l.site AND b.holding = l.holding
       AND b.floor = 0
     GROUP BY 1, 2, 3
), running AS (
    SELECT site, holding, effective_at,
           sum(quantity) OVER (PARTITION BY site, holding ORDER BY effective_at) AS book
      FROM instant
)
SELECT count(DISTINCT (site, holding)) AS checked,
       (array_agg(DISTINCT jsonb_build_object(
           'row', 'holding ' || holding || ' of site ' || site,
           'holding', holding))
        FILTER (WHERE book < 0))[1:50] AS broken
  FROM running
