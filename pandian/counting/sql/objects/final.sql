-- What settled counts of a site found in a span 已定案的行: counted lines that nobody has to count
-- again, each with whether the book was wrong when somebody looked.  A line whose cause was
-- repaired agrees since, but was wrong; its variance is the one that was found.  `hidden`: its
-- count is open and blind, so whoever counts it is told nothing.
CREATE FUNCTION counting_final_lines(at_site integer, since timestamptz, upto timestamptz)
RETURNS TABLE (plan uuid, hidden boolean, holding bigint, place bigint, item bigint,
               observed_at timestamptz, wrong boolean, variance bigint, value numeric)
LANGUAGE sql STABLE AS $$
    SELECT n.id, n.state = 'open' AND n.blind, l.holding, l.place, l.item, l.observed_at,
           l.variance <> 0 OR l.verdict = 'explained', coalesce(f.variance, l.variance),
           CASE WHEN f.variance IS NULL THEN l.value
                ELSE f.variance::numeric * coalesce(i.cost, 0) END
      FROM counting_plan n
     CROSS JOIN LATERAL (
           SELECT l.* FROM counting_line l
            WHERE l.site = n.site AND l.plan = n.id AND l.counted IS NOT NULL
              AND l.observed_at >= since AND l.observed_at <= upto
              AND l.verdict NOT IN ('uncounted', 'doubtful', 'recount') OFFSET 0) AS l
      LEFT JOIN counting_finding f ON f.site = l.site AND f.line = l.id
       AND l.verdict = 'explained'
      LEFT JOIN catalog_item_view i ON i.id = l.item
     WHERE n.site = at_site AND n.settled_at >= since
$$;

-- Moves of before an instant that a report made at a seal does not hold 补记的流水: sealed after it
-- or not yet; up to another seal, if one is named.  None of them was recorded before `since`.
CREATE FUNCTION counting_late_moves(
    at_site integer, since timestamptz, ends timestamptz, seal bigint, upto bigint)
RETURNS TABLE (posting uuid, line integer, source bigint, target bigint, quantity bigint,
               effective_at timestamptz, recorded_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT m.posting, m.line, m.source, m.target, m.quantity, m.effective_at, m.recorded_at
      FROM ledger_move m
      LEFT JOIN LATERAL (SELECT x.number FROM ledger_seal_item x
                          WHERE x.site = m.site AND x.posting = m.posting OFFSET 0) AS x ON true
     WHERE m.site = at_site AND m.recorded_at >= since AND m.effective_at < ends
       AND (x.number IS NULL OR x.number > seal) AND (upto IS NULL OR x.number <= upto)
$$;
