-- I6 document 单据: every posting has its lines 1..n without gaps.
WITH line AS (
    SELECT site, posting, count(*) AS lines, min(line) AS first, max(line) AS last
      FROM ledger_move WHERE site = ANY (%(sites)s::integer[]) GROUP BY site, posting
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'posting ' || coalesce(p.id, l.posting) || ': ' || coalesce(l.lines, 0)
                  || ' moves, head says ' || coalesce(p.lines, -1),
           'posting', coalesce(p.id, l.posting)))
        FILTER (WHERE p.lines IS DISTINCT FROM coalesce(l.lines, 0)
                   OR (l.lines > 0 AND (l.first <> 1 OR l.last <> l.lines))))[1:50] AS broken
  FROM (SELECT * FROM ledger_posting WHERE site = ANY (%(sites)s::integer[])) AS p
  FULL JOIN line l ON l.site = p.site AND l.posting = p.id
