-- The hashed form of ledger_book: every move since `earliest` is read once.  Nested loops are
-- off: the planner cannot know how long the arrays are.
CREATE FUNCTION ledger_book_hashed(
    p_site integer, p_holding bigint[], p_at timestamptz[], earliest timestamptz
) RETURNS TABLE (n bigint, holding bigint, at timestamptz, book bigint)
LANGUAGE plpgsql STABLE ROWS 100000
SET enable_nestloop = off SET enable_hashjoin = on SET enable_mergejoin = on AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH pair AS MATERIALIZED (
        SELECT * FROM unnest(p_holding, p_at) WITH ORDINALITY AS p (holding, at, n)
    ), leg AS MATERIALIZED (
        SELECT m.source AS holding, m.effective_at, -m.quantity AS quantity FROM ledger_move m
         WHERE m.site = p_site AND m.effective_at > $4 AND m.recorded_at > $4
        UNION ALL
        SELECT m.target, m.effective_at, m.quantity FROM ledger_move m
         WHERE m.site = p_site AND m.effective_at > $4 AND m.recorded_at > $4
    ), since AS (
        SELECT p.n, sum(l.quantity)::bigint AS quantity
          FROM pair p JOIN leg l ON l.holding = p.holding AND l.effective_at > p.at
         GROUP BY p.n
    )
    SELECT p.n, p.holding, p.at, (b.on_hand - coalesce(s.quantity, 0)
           - CASE WHEN b.short_at <= p.at THEN b.short ELSE 0 END)
      FROM pair p
      JOIN ledger_balance b ON b.site = p_site AND b.holding = p.holding
      LEFT JOIN since s ON s.n = p.n
     ORDER BY p.n;
END $$;

-- The probing form of ledger_book: two index leaves per pair.  Sequential and bitmap scans are
-- off: virtual holdings sit in half of all moves and mislead the planner about the others.
CREATE FUNCTION ledger_book_probed(
    p_site integer, p_holding bigint[], p_at timestamptz[], earliest timestamptz
) RETURNS TABLE (n bigint, holding bigint, at timestamptz, book bigint)
LANGUAGE plpgsql STABLE ROWS 1000
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET enable_nestloop = on AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT p.n, p.holding, p.at, (b.on_hand + coalesce(o.quantity, 0) - coalesce(i.quantity, 0)
           - CASE WHEN b.short_at <= p.at THEN b.short ELSE 0 END)::bigint
      FROM unnest(p_holding, p_at) WITH ORDINALITY AS p (holding, at, n)
      JOIN ledger_balance b ON b.site = p_site AND b.holding = p.holding
      CROSS JOIN LATERAL (
           SELECT sum(m.quantity) AS quantity FROM ledger_move m
            WHERE m.site = p_site AND m.source = p.holding AND m.effective_at > p.at
              AND m.recorded_at > $4) AS o
      CROSS JOIN LATERAL (
           SELECT sum(m.quantity) AS quantity FROM ledger_move m
            WHERE m.site = p_site AND m.target = p.holding AND m.effective_at > p.at
              AND m.recorded_at > $4) AS i
     ORDER BY p.n;
END $$;

-- Book at the instant 时点账面 for many (holding, instant) pairs at once.
-- `book` is factual: without the provisional cover of shortages, so it may be below zero.
-- Few moves after the earliest instant: hash them once.  Many: probe two index leaves per pair.
CREATE FUNCTION ledger_book(p_site integer, p_holding bigint[], p_at timestamptz[])
RETURNS TABLE (n bigint, holding bigint, at timestamptz, book bigint)
LANGUAGE plpgsql STABLE ROWS 1000 AS $$
DECLARE
    earliest timestamptz := (SELECT min(t) FROM unnest(p_at) t);
    pairs bigint := coalesce(array_length(p_holding, 1), 0);
    since bigint := 0;
BEGIN
    IF pairs > 200 THEN
        SELECT count(*) INTO since FROM (
            SELECT 1 FROM ledger_move m
             WHERE m.site = p_site AND m.effective_at > earliest AND m.recorded_at > earliest
             LIMIT pairs * 2 + 1) AS enough;
    END IF;
    IF pairs > 200 AND since <= pairs * 2 THEN
        RETURN QUERY SELECT * FROM ledger_book_hashed(p_site, p_holding, p_at, earliest);
    ELSE
        RETURN QUERY SELECT * FROM ledger_book_probed(p_site, p_holding, p_at, earliest);
    END IF;
END $$;

-- The balance of every holding of a site at any past instant, from the nearest of
-- {snapshots, now} plus or minus the moves between.  Includes the cover of shortages.
CREATE FUNCTION ledger_as_of(p_site integer, p_at timestamptz)
RETURNS TABLE (holding bigint, quantity bigint) LANGUAGE plpgsql STABLE ROWS 100000 AS $$
DECLARE
    base timestamptz;
BEGIN
    SELECT head.at INTO base FROM ledger_snapshot_head head
     WHERE head.site = p_site
       AND abs(extract(epoch FROM head.at - p_at)) < extract(epoch FROM clock_timestamp() - p_at)
     ORDER BY abs(extract(epoch FROM head.at - p_at)) LIMIT 1;
    IF base IS NULL THEN
        RETURN QUERY
        WITH leg AS (
            SELECT m.source AS holding, m.quantity AS quantity FROM ledger_move m
             WHERE m.site = p_site AND m.effective_at > p_at AND m.recorded_at > p_at
            UNION ALL
            SELECT m.target, -m.quantity FROM ledger_move m
             WHERE m.site = p_site AND m.effective_at > p_at AND m.recorded_at > p_at
        ), since AS (SELECT l.holding, sum(l.quantity) AS quantity FROM leg l GROUP BY l.holding)
        SELECT b.holding, (b.on_hand + coalesce(s.quantity, 0))::bigint
          FROM ledger_balance b LEFT JOIN since s ON s.holding = b.holding
         WHERE b.site = p_site;
    ELSE
        RETURN QUERY
        WITH leg AS (
            SELECT m.source AS holding, -m.quantity AS quantity, m.effective_at
              FROM ledger_move m
             WHERE m.site = p_site AND m.effective_at > least(base, p_at)
               AND m.effective_at <= greatest(base, p_at) AND m.recorded_at > least(base, p_at)
            UNION ALL
            SELECT m.target, m.quantity, m.effective_at FROM ledger_move m
             WHERE m.site = p_site AND m.effective_at > least(base, p_at)
               AND m.effective_at <= greatest(base, p_at) AND m.recorded_at > least(base, p_at)
        ), between_them AS (
            SELECT l.holding, sum(l.quantity) AS quantity FROM leg l GROUP BY l.holding
        )
        SELECT b.holding, (coalesce(s.on_hand, 0)
               + CASE WHEN base <= p_at THEN 1 ELSE -1 END * coalesce(d.quantity, 0))::bigint
          FROM ledger_balance b
          LEFT JOIN ledger_snapshot s
            ON s.site = p_site AND s.at = base AND s.holding = b.holding
          LEFT JOIN between_them d ON d.holding = b.holding
         WHERE b.site = p_site;
    END IF;
END $$;

-- The moves of these holdings whose own time window touches the given window, for judging doubt:
-- a second is exact, a minute lasts a minute, a day is the local day of the site.  What was
-- recorded before the window began happened before it, whatever its paper says.
CREATE FUNCTION ledger_near(
    p_site integer, p_zone text, p_holding bigint[], p_from timestamptz[], p_to timestamptz[]
) RETURNS TABLE (n bigint, posting uuid, line integer, effective_at timestamptz,
                 quantity bigint, "precision" smallint)
LANGUAGE sql STABLE ROWS 10
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
    SELECT p.n, m.posting, m.line, m.effective_at, m.quantity, m."precision"
      FROM unnest(p_holding, p_from, p_to) WITH ORDINALITY AS p (holding, since, until, n)
      CROSS JOIN LATERAL (
        SELECT s.posting, s.line, s.effective_at, -s.quantity AS quantity, s."precision"
          FROM ledger_move s
         WHERE s.site = p_site AND s.source = p.holding
           AND s.recorded_at >= p.since AND s."precision" IN (0, 1)
           AND s.effective_at BETWEEN p.since - interval '60 s' AND p.until
           AND (s."precision" = 1 OR s.effective_at >= p.since)
        UNION ALL
        SELECT t.posting, t.line, t.effective_at, t.quantity, t."precision"
          FROM ledger_move t
         WHERE t.site = p_site AND t.target = p.holding
           AND t.recorded_at >= p.since AND t."precision" IN (0, 1)
           AND t.effective_at BETWEEN p.since - interval '60 s' AND p.until
           AND (t."precision" = 1 OR t.effective_at >= p.since)
        UNION ALL
        SELECT s.posting, s.line, s.effective_at, -s.quantity, s."precision"
          FROM ledger_move s
         WHERE s.site = p_site AND s.source = p.holding
           AND s.recorded_at >= p.since AND s."precision" = 2
           AND s.effective_at >= date_trunc('day', p.since AT TIME ZONE p_zone)
                                 AT TIME ZONE p_zone
           AND s.effective_at < (date_trunc('day', p.until AT TIME ZONE p_zone)
                                 + interval '1 day') AT TIME ZONE p_zone
        UNION ALL
        SELECT t.posting, t.line, t.effective_at, t.quantity, t."precision"
          FROM ledger_move t
         WHERE t.site = p_site AND t.target = p.holding
           AND t.recorded_at >= p.since AND t."precision" = 2
           AND t.effective_at >= date_trunc('day', p.since AT TIME ZONE p_zone)
                                 AT TIME ZONE p_zone
           AND t.effective_at < (date_trunc('day', p.until AT TIME ZONE p_zone)
                                 + interval '1 day') AT TIME ZONE p_zone
      ) AS m
$$;
