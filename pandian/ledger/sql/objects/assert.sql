-- Assert counted lines 实盘声明: reads the caller's temporary table
--   ledger_statement (ref bigint, holding bigint, at timestamptz, uncertainty_ms integer,
--                     counted bigint)
-- For each line: the book at its instant, the assertion, and the difference as a move effective
-- at that instant; all differences in one posting.  Locks the balances first, so that nothing can
-- slip between the book and the assertion.  Returns whether the posting is new, and how much of
-- what was posted.
CREATE FUNCTION ledger_assert(
    p_site integer, p_id uuid, p_kind text, p_cause text, p_actor text, p_device text,
    p_request bytea
) RETURNS TABLE (result text, stated bigint, moved bigint, gain numeric, loss numeric,
                 recorded_at timestamptz, request bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    a_ref bigint[]; a_holding bigint[]; a_at timestamptz[]; a_ms integer[]; a_counted bigint[];
    a_book bigint[];
    v_holding bigint[]; v_variance bigint[]; v_at timestamptz[]; v_twin bigint[];
    v_line integer[];
    known ledger_posting;
    one record;
BEGIN
    SELECT * INTO known FROM ledger_posting p WHERE p.site = p_site AND p.id = p_id;
    IF FOUND THEN
            RETURN QUERY SELECT 'exists', 0::bigint, known.lines::bigint, 0::numeric, 0::numeric,
                            known.recorded_at, known.request;
        RETURN;
    END IF;
    IF (SELECT count(*) FROM (SELECT 1 FROM ledger_statement LIMIT 100001) AS s) > 100000 THEN
        -- a wall-to-wall count: one lock of the site is cheaper than a lock on every balance
        PERFORM pg_advisory_xact_lock(1885430638, p_site);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(1885430638, p_site);
        PERFORM 1 FROM ledger_balance b
          WHERE b.site = p_site AND b.holding IN (SELECT s.holding FROM ledger_statement s)
          ORDER BY b.holding FOR NO KEY UPDATE;
    END IF;
    -- Two people may say two things of one holding at the very same instant: the later word is
    -- taken as said a microsecond after the earlier, so both stay and neither is refused.
    UPDATE ledger_statement s SET at = k.free
      FROM (SELECT t.ref, t.holding, said.free
              FROM ledger_statement t CROSS JOIN LATERAL (
                    SELECT max(a.at) + interval '1 us' AS free,
                           bool_or(a.at = t.at AND a.counted <> t.counted) AS otherwise,
                           bool_or(a.at = t.at AND a.counted = t.counted) AS alike
                      FROM ledger_assertion a
                     WHERE a.site = p_site AND a.holding = t.holding
                       AND a.at >= t.at AND a.at < t.at + interval '1 ms'
                       AND NOT EXISTS (SELECT 1 FROM ledger_retraction r
                                        WHERE r.site = p_site AND r.assertion = a.id)
                    OFFSET 0) AS said
             WHERE said.otherwise AND NOT said.alike) AS k
     WHERE k.ref = s.ref AND k.holding = s.holding;
    IF EXISTS (SELECT 1 FROM ledger_statement s GROUP BY s.holding, s.at HAVING count(*) > 1) THEN
        RAISE EXCEPTION 'one count states a holding twice at one instant'
              USING ERRCODE = 'unique_violation';
    END IF;
    SELECT array_agg(s.ref), array_agg(s.holding), array_agg(s.at),
           array_agg(s.uncertainty_ms), array_agg(s.counted)
      INTO a_ref, a_holding, a_at, a_ms, a_counted
      FROM ledger_statement s
     WHERE NOT EXISTS (SELECT 1 FROM ledger_assertion a
                        WHERE a.site = p_site AND a.holding = s.holding AND a.at = s.at
                          AND a.counted = s.counted
                          AND NOT EXISTS (SELECT 1 FROM ledger_retraction r
                                           WHERE r.site = p_site AND r.assertion = a.id));
    a_ref := coalesce(a_ref, '{}');
    IF cardinality(a_ref) > 0 THEN
        SELECT array_agg(k.book ORDER BY k.n) INTO a_book
          FROM ledger_book(p_site, a_holding, a_at) AS k;
        IF cardinality(a_book) <> cardinality(a_ref) THEN
            RAISE EXCEPTION 'a counted holding has no balance'
                  USING ERRCODE = 'foreign_key_violation';
        END IF;
        INSERT INTO ledger_assertion (site, holding, at, uncertainty_ms, counted, book, posting,
               ref, recorded_at)
        SELECT p_site, u.holding, u.at, u.ms, u.counted, u.book, p_id, u.ref, clock_timestamp()
          FROM unnest(a_ref, a_holding, a_at, a_ms, a_counted, a_book)
               AS u (ref, holding, at, ms, counted, book);
        SELECT array_agg(u.holding ORDER BY u.n), array_agg(u.counted - u.book ORDER BY u.n),
               array_agg(u.at ORDER BY u.n)
          INTO v_holding, v_variance, v_at
          FROM unnest(a_holding, a_at, a_counted, a_book) WITH ORDINALITY
               AS u (holding, at, counted, book, n)
         WHERE u.counted <> u.book;
    END IF;
    v_holding := coalesce(v_holding, '{}');
    IF cardinality(v_holding) > 0 THEN
        v_twin := ledger_gain_loss(p_site, v_holding);
        v_line := (SELECT array_agg(n::integer) FROM generate_series(1, cardinality(v_holding)) n);
    END IF;
    SELECT * INTO one FROM ledger_post(p_site, ARRAY[p_id], ARRAY[p_kind], ARRAY[p_cause],
        ARRAY[p_actor], ARRAY[p_device], ARRAY[p_request], ARRAY[NULL::uuid],
        ARRAY[NULL::uuid], ARRAY[NULL::uuid],
        array_fill(1, ARRAY[cardinality(v_holding)]), coalesce(v_line, '{}'),
        (SELECT coalesce(array_agg(CASE WHEN v > 0 THEN t ELSE h END ORDER BY n), '{}')
           FROM unnest(v_holding, v_twin, v_variance) WITH ORDINALITY AS u (h, t, v, n)),
        (SELECT coalesce(array_agg(CASE WHEN v > 0 THEN h ELSE t END ORDER BY n), '{}')
           FROM unnest(v_holding, v_twin, v_variance) WITH ORDINALITY AS u (h, t, v, n)),
        (SELECT coalesce(array_agg(abs(v) ORDER BY n), '{}')
           FROM unnest(v_variance) WITH ORDINALITY AS u (v, n)),
        coalesce(v_at, '{}'), coalesce(v_at, '{}'), coalesce(v_at, '{}'),
        array_fill(3::smallint, ARRAY[cardinality(v_holding)]));
    RETURN QUERY SELECT one.result, cardinality(a_ref)::bigint, cardinality(v_holding)::bigint,
        coalesce((SELECT sum(v) FROM unnest(v_variance) v WHERE v > 0), 0),
        coalesce((SELECT -sum(v) FROM unnest(v_variance) v WHERE v < 0), 0),
        one.recorded_at, one.request;
END $$;

-- Assert closed visits 盘完声明: at that instant the place held nothing but what was seen.
-- Must be its own transaction: it waits for the postings in flight at the site.  Holdings that the
-- book has there and nobody saw are left to the caller's next settlement (added to `seen`).
CREATE FUNCTION ledger_assert_places(
    p_site integer, p_visit uuid[], p_place bigint[], p_at timestamptz[],
    p_items text[], p_seen text[], p_seen_items text[]
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    entered integer;
BEGIN
    PERFORM pg_advisory_xact_lock(1885430638, p_site);
    WITH visit AS (
        SELECT v.visit, v.place, v.at, v.items::bigint[] AS items, v.seen::bigint[] AS seen,
               v.seen_items::bigint[] AS seen_items
          FROM unnest(p_visit, p_place, p_at, p_items, p_seen, p_seen_items)
               AS v (visit, place, at, items, seen, seen_items)
    ), there AS (
        SELECT array_agg(h.id) AS holdings, array_agg(v.at) AS instants,
               array_agg(v.visit) AS visits
          FROM visit v JOIN ledger_holding h ON h.site = p_site AND h.place = v.place
    ), unseen AS (
        SELECT there.visits[k.n] AS visit, array_agg(k.holding) AS holdings
          FROM there, ledger_book(p_site, there.holdings, there.instants) AS k
         WHERE k.book <> 0 GROUP BY 1
    )
    INSERT INTO ledger_place_assertion (site, place, at, visit, items, seen, seen_items,
           recorded_at)
    SELECT p_site, v.place, v.at, v.visit, v.items, v.seen || coalesce(u.holdings, '{}'),
           v.seen_items, clock_timestamp()
      FROM visit v LEFT JOIN unseen u ON u.visit = v.visit
        ON CONFLICT (site, visit) DO NOTHING;
    GET DIAGNOSTICS entered = ROW_COUNT;
    RETURN entered;
END $$;

-- Take a dense snapshot of a site at a past instant; postings into that past wait until it stands.
CREATE FUNCTION ledger_take_snapshot(p_site integer, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    taken bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(1885430638, p_site);
    IF EXISTS (SELECT 1 FROM ledger_snapshot_head WHERE site = p_site AND at = p_at) THEN
        RETURN 0;
    END IF;
    INSERT INTO ledger_snapshot (site, at, holding, on_hand)
    SELECT p_site, p_at, s.holding, s.quantity FROM ledger_as_of(p_site, p_at) AS s
     WHERE s.quantity <> 0;
    GET DIAGNOSTICS taken = ROW_COUNT;
    INSERT INTO ledger_snapshot_head (site, at, made_at) VALUES (p_site, p_at, clock_timestamp());
    RETURN taken;
END $$;

-- Seal the postings of a site that are not sealed yet, in (recorded_at, posting) order: their
-- root is chained to the previous seal.  Looks back over `p_window` for what committed late.
CREATE FUNCTION ledger_seal_site(p_site integer, p_window interval) RETURNS integer
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    last ledger_seal;
    ids uuid[];
    root_now bytea;
    newest timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(1936024684, p_site);
    SELECT * INTO last FROM ledger_seal WHERE site = p_site ORDER BY number DESC LIMIT 1;
    -- one probe per posting: the LIMIT keeps the planner from joining sets it cannot size
    SELECT array_agg(p.id), sha256(string_agg(p.digest, '' ORDER BY p.recorded_at, p.id)),
           max(p.recorded_at)
      INTO ids, root_now, newest
      FROM ledger_posting p
      LEFT JOIN LATERAL (SELECT i.number FROM ledger_seal_item i
                          WHERE i.site = p_site AND i.posting = p.id LIMIT 1) AS sealed ON true
     WHERE p.site = p_site AND sealed.number IS NULL
       AND p.recorded_at >= coalesce(last.through - p_window, '-infinity')
       AND p.recorded_at < clock_timestamp();
    IF ids IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO ledger_seal_item (site, posting, number)
    SELECT p_site, id, coalesce(last.number, 0) + 1 FROM unnest(ids) AS id ORDER BY id;
    INSERT INTO ledger_seal (site, number, at, through, postings, root, previous, chain)
    VALUES (p_site, coalesce(last.number, 0) + 1, clock_timestamp(),
            greatest(newest, last.through), cardinality(ids), root_now,
            coalesce(last.chain, ''),
            sha256(coalesce(last.chain, '') || root_now
                   || int8send(coalesce(last.number, 0) + 1) || int4send(cardinality(ids))));
    RETURN cardinality(ids);
END $$;
