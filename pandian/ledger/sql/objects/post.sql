-- The one door of the ledger, delegated to the server as a single call per batch of documents.
-- Arrays beginning with d_ hold one element per document, with l_ one per line; l_doc numbers
-- the document from 1, l_line the line within it.  [l_since, l_until] is the window in which a
-- line happened: its instant and the precision of its paper.

-- Enter documents: insert postings with their digests, skip those whose id is known already.
-- Returns the numbers of the documents that are new.
CREATE FUNCTION ledger_enter(
    p_site integer, p_recorded timestamptz,
    d_id uuid[], d_kind text[], d_cause text[], d_actor text[], d_device text[],
    d_request bytea[], d_reverses uuid[], d_transfer uuid[], d_caused_by uuid[],
    l_doc integer[], l_line integer[], l_source bigint[], l_target bigint[],
    l_quantity bigint[], l_effective timestamptz[], l_precision smallint[]
) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    entered integer[];
BEGIN
    WITH leaf AS (
        SELECT l.doc, count(*)::integer AS lines,
               string_agg(substr(sha256(int4send(l.line) || int8send(l.source)
                   || int8send(l.target) || int8send(l.quantity)
                   || timestamptz_send(l.effective) || int2send(l.prec)), 1, 16),
                   '' ORDER BY l.line) AS leaves
          FROM unnest(l_doc, l_line, l_source, l_target, l_quantity, l_effective, l_precision)
               AS l (doc, line, source, target, quantity, effective, prec)
         GROUP BY l.doc
    ), document AS (
        SELECT * FROM unnest(d_id, d_kind, d_cause, d_actor, d_device, d_request, d_reverses,
                             d_transfer, d_caused_by) WITH ORDINALITY
               AS d (id, kind, cause, actor, device, request, reverses, transfer, caused_by, n)
    ), fresh AS (
        INSERT INTO ledger_posting (site, id, kind, cause, actor, device, recorded_at, lines,
               reverses, transfer, caused_by, request, leaves, digest)
        SELECT p_site, d.id, d.kind, d.cause::jsonb, d.actor, d.device, p_recorded,
               coalesce(f.lines, 0), d.reverses, d.transfer, d.caused_by, d.request,
               coalesce(f.leaves, ''),
               ledger_digest(p_site, d.id, d.kind, d.cause::jsonb, d.actor, d.device, p_recorded,
                             d.reverses, d.transfer, d.caused_by, coalesce(f.leaves, ''))
          FROM document d LEFT JOIN leaf f ON f.doc = d.n
         ORDER BY d.id
            ON CONFLICT (site, id) DO NOTHING
        RETURNING id
    )
    SELECT array_agg(d.n::integer) INTO entered
      FROM document d JOIN fresh ON fresh.id = d.id;
    RETURN coalesce(entered, '{}');
END $$;

-- Which assertions do these late legs meet?  `doubt`: the windows overlap, before or after can't
-- be known.  Otherwise the earliest assertion surely after the leg: it is to be healed.
-- A closed visit states zero also for what later paper brings to light: such a statement is
-- written out first, so that it can be healed like any other.
CREATE FUNCTION ledger_meet(
    p_site integer, p_posting uuid[], p_holding bigint[], p_effective timestamptz[],
    p_since timestamptz[], p_until timestamptz[], p_exact boolean[]
) RETURNS TABLE (n bigint, assertion bigint, at timestamptz, doubt boolean)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_assertion (site, holding, at, uncertainty_ms, counted, book, posting, ref,
           visit, recorded_at)
    SELECT DISTINCT p_site, h.id, v.at, 0, 0, 0, v.visit, 0, v.visit, clock_timestamp()
      FROM unnest(p_holding, p_since, p_exact) AS leg (holding, since, exact)
      JOIN ledger_holding h ON h.site = p_site AND h.id = leg.holding
      JOIN ledger_place_assertion v ON v.site = p_site AND v.place = h.place
       AND v.at >= leg.since
       AND (v.items IS NULL OR h.item = ANY (v.items))
       AND h.id <> ALL (v.seen) AND h.item <> ALL (v.seen_items)
     WHERE NOT EXISTS (SELECT 1 FROM ledger_assertion a
                        WHERE a.site = p_site AND a.holding = h.id AND a.at = v.at);
    RETURN QUERY
    SELECT leg.n, a.id, a.at, true
      FROM unnest(p_holding, p_since, p_until, p_exact) WITH ORDINALITY
           AS leg (holding, since, until, exact, n)
      JOIN ledger_assertion a ON a.site = p_site AND a.holding = leg.holding
       AND a.at >= leg.since - make_interval(secs => a.uncertainty_ms / 1000.0)
       AND a.at - make_interval(secs => a.uncertainty_ms / 1000.0) <= leg.until
     WHERE NOT leg.exact AND (leg.until > leg.since OR a.uncertainty_ms > 0)
       AND NOT EXISTS (SELECT 1 FROM ledger_retraction r
                        WHERE r.site = p_site AND r.assertion = a.id)
    UNION ALL
    SELECT leg.n, c.id, c.at, false
      FROM unnest(p_holding, p_effective, p_until, p_exact) WITH ORDINALITY
           AS leg (holding, effective, until, exact, n)
      CROSS JOIN LATERAL (
           SELECT a.id, a.at FROM ledger_assertion a
            WHERE a.site = p_site AND a.holding = leg.holding
              AND a.at >= leg.effective AND (NOT leg.exact OR a.at > leg.effective)
              AND (leg.exact
                   OR a.at - make_interval(secs => a.uncertainty_ms / 1000.0) > leg.until
                   OR (a.uncertainty_ms = 0 AND leg.until = leg.effective))
              AND NOT EXISTS (SELECT 1 FROM ledger_retraction r
                               WHERE r.site = p_site AND r.assertion = a.id)
            ORDER BY a.at, a.id LIMIT 1) AS c;
END $$;

-- Lock the physical balances that these lines touch, in sorted order, and say what each would
-- hold after them: `factual` without any cover of shortages.
CREATE FUNCTION ledger_lock(
    p_site integer, l_source bigint[], l_target bigint[], l_quantity bigint[],
    l_effective timestamptz[],
    OUT holdings bigint[], OUT factual bigint[], OUT floors bigint[], OUT shorts bigint[],
    OUT short_ats timestamptz[], OUT moved_ats timestamptz[]
) LANGUAGE plpgsql AS $$
DECLARE
    ends bigint[];
BEGIN
    WITH leg AS (
        SELECT s AS holding, -q AS quantity, e
          FROM unnest(l_source, l_quantity, l_effective) AS l (s, q, e)
        UNION ALL
        SELECT t, q, e FROM unnest(l_target, l_quantity, l_effective) AS l (t, q, e)
    ), delta AS MATERIALIZED (
        SELECT holding, sum(quantity) AS quantity, max(e) AS effective FROM leg GROUP BY holding
    ), locked AS (
        SELECT b.holding, (b.on_hand - b.short + d.quantity)::bigint AS factual, b.floor, b.short,
               b.short_at, greatest(b.moved_at, d.effective) AS moved_at
          FROM delta d JOIN ledger_balance b ON b.site = p_site AND b.holding = d.holding
         ORDER BY b.holding FOR NO KEY UPDATE OF b
    )
    SELECT array_agg(k.holding), array_agg(k.factual), array_agg(k.floor), array_agg(k.short),
           array_agg(k.short_at), array_agg(k.moved_at), (SELECT array_agg(d.holding) FROM delta d)
      INTO holdings, factual, floors, shorts, short_ats, moved_ats, ends
      FROM locked k;
    holdings := coalesce(holdings, '{}');
    IF EXISTS (SELECT 1 FROM (SELECT unnest(ends) EXCEPT SELECT unnest(holdings)) AS u (id)
                WHERE NOT EXISTS (SELECT 1 FROM ledger_holding h WHERE h.site = p_site
                                     AND h.id = u.id AND NOT h.physical)) THEN
        RAISE EXCEPTION 'a move end has no holding' USING ERRCODE = 'foreign_key_violation';
    END IF;
END $$;

CREATE FUNCTION ledger_digest(
    p_site integer, p_id uuid, p_kind text, p_cause jsonb, p_actor text, p_device text,
    p_recorded timestamptz, p_reverses uuid, p_transfer uuid, p_caused_by uuid, p_leaves bytea
) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(concat_ws('|', p_site, p_id, p_kind, p_cause::text, p_actor,
           p_device, extract(epoch FROM p_recorded)::text, coalesce(p_reverses::text, '-'),
           coalesce(p_transfer::text, '-'), coalesce(p_caused_by::text, '-')), 'UTF8')
           || p_leaves)
$$;

-- Was anything stated since an instant?  Asks for the latest, which the indexes end with: two
-- probes, also by a plan that was kept since the tables were small.
CREATE FUNCTION ledger_stated_since(p_site integer, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
    RETURN coalesce(greatest(
        (SELECT p.recorded_at FROM ledger_posting p
          WHERE p.site = p_site AND p.kind = 'count_adjustment'
          ORDER BY p.recorded_at DESC LIMIT 1),
        (SELECT v.at FROM ledger_place_assertion v WHERE v.site = p_site
          ORDER BY v.at DESC LIMIT 1)) >= p_at, false);
END $$;

-- What late postings healed: the compensating posting, the holding, the instant.  By probes, also
-- by a plan that was kept since the tables were small.
CREATE FUNCTION ledger_healed(p_site integer, p_late uuid[])
RETURNS TABLE (late uuid, posting uuid, holding bigint, at timestamptz, quantity bigint)
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT h.late, h.posting, a.holding, a.at, h.quantity
      FROM ledger_heal h
      JOIN ledger_assertion a ON a.site = h.site AND a.id = h.assertion
     WHERE h.site = p_site AND h.late = ANY (p_late)
     ORDER BY h.late, h.line
$$;

-- Post documents: enter them, refuse what is locked, lock the balances in sorted order, heal, cover
-- shortages, roll the balances, write the moves, patch the snapshots, record the facts.  One call.
CREATE FUNCTION ledger_post(
    p_site integer,
    d_id uuid[], d_kind text[], d_cause text[], d_actor text[], d_device text[],
    d_request bytea[], d_reverses uuid[], d_transfer uuid[], d_caused_by uuid[],
    l_doc integer[], l_line integer[], l_source bigint[], l_target bigint[],
    l_quantity bigint[], l_effective timestamptz[], l_since timestamptz[],
    l_until timestamptz[], l_precision smallint[], p_strict boolean DEFAULT false
) RETURNS TABLE (doc integer, result text, lines integer, recorded_at timestamptz,
                 request bytea, heals integer, shorts integer, doubts integer)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    at_now timestamptz := clock_timestamp();
    fresh integer[];
    earliest timestamptz;
    updated integer;
    rolled record;
    -- healing lines and the documents that they follow from
    x_of integer[] := '{}';
    x_source bigint[] := '{}'; x_target bigint[] := '{}'; x_quantity bigint[] := '{}';
    x_effective timestamptz[] := '{}';
    x_assertion bigint[] := '{}';
    short_docs integer[] := '{}';
    healed record;
    covered record;
    doubt_docs integer[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1885430638, p_site);
    at_now := greatest(at_now, (SELECT s.through FROM ledger_seal s WHERE s.site = p_site
                                 ORDER BY s.number DESC LIMIT 1));
    l_effective := (SELECT array_agg(least(e, at_now) ORDER BY n)
                      FROM unnest(l_effective) WITH ORDINALITY AS u (e, n));
    fresh := ledger_enter(p_site, at_now, d_id, d_kind, d_cause, d_actor, d_device, d_request,
        d_reverses, d_transfer, d_caused_by, l_doc, l_line, l_source, l_target, l_quantity,
        l_effective, l_precision);
    IF cardinality(fresh) < cardinality(d_id) THEN
        SELECT array_agg(l.doc), array_agg(l.line), array_agg(l.source), array_agg(l.target),
               array_agg(l.quantity), array_agg(l.effective), array_agg(l.since),
               array_agg(l.until), array_agg(l.prec)
          INTO l_doc, l_line, l_source, l_target, l_quantity, l_effective, l_since, l_until,
               l_precision
          FROM unnest(l_doc, l_line, l_source, l_target, l_quantity, l_effective, l_since,
                      l_until, l_precision)
               AS l (doc, line, source, target, quantity, effective, since, until, prec)
         WHERE l.doc = ANY (fresh);
    END IF;
    IF cardinality(coalesce(l_source, '{}')) > 0 THEN
        PERFORM ledger_refuse_locked(p_site, d_kind, l_doc, l_source, l_target, l_effective);
        SELECT * INTO rolled FROM ledger_lock(p_site, l_source, l_target, l_quantity, l_effective);
        earliest := (SELECT min(s) FROM unnest(l_since) AS s);
        -- nothing was stated since the earliest line: nothing can be late
        IF ledger_stated_since(p_site, earliest - interval '1 day') THEN
            SELECT * INTO healed FROM ledger_heal_lines(p_site, d_id, l_doc, l_source,
                l_target, l_quantity, l_effective, l_since, l_until, l_precision, at_now);
            doubt_docs := healed.doubt_docs;
            IF cardinality(healed.docs) > 0 THEN
                x_of := healed.docs; x_source := healed.sources; x_target := healed.targets;
                x_quantity := healed.quantities; x_effective := healed.instants;
                x_assertion := healed.assertions;
                SELECT * INTO rolled FROM ledger_lock(p_site, l_source || x_source,
                    l_target || x_target, l_quantity || x_quantity, l_effective || x_effective);
            END IF;
        END IF;
        SELECT * INTO covered FROM ledger_cover_lines(p_site, rolled.holdings, rolled.factual,
            rolled.floors, rolled.shorts, rolled.short_ats, rolled.moved_ats,
            l_doc || x_of, l_source || x_source, l_target || x_target);
        short_docs := covered.docs;
        IF p_strict AND cardinality(covered.refused) > 0 THEN
            RAISE EXCEPTION 'below the floor' USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'ledger_balance_floor', DETAIL = covered.refused::text;
        END IF;
        UPDATE ledger_balance b
           SET on_hand = greatest(u.factual, u.floor),
               short = greatest(u.floor - u.factual, 0),
               short_at = CASE WHEN u.factual < u.floor THEN u.moved_at END,
               moved_at = u.moved_at
          FROM unnest(rolled.holdings, rolled.factual, rolled.floors, rolled.moved_ats)
               AS u (holding, factual, floor, moved_at)
         WHERE b.site = p_site AND b.holding = u.holding;
        GET DIAGNOSTICS updated = ROW_COUNT;
        IF updated <> cardinality(rolled.holdings) THEN
            RAISE EXCEPTION 'rolled % balances of %', updated, cardinality(rolled.holdings);
        END IF;
        INSERT INTO ledger_move (site, recorded_at, posting, line, source, target, quantity,
               effective_at, "precision")
        SELECT p_site, at_now, d_id[l.doc], l.line, l.source, l.target, l.quantity, l.effective,
               l.prec
          FROM unnest(l_doc, l_line, l_source, l_target, l_quantity, l_effective, l_precision)
               AS l (doc, line, source, target, quantity, effective, prec);
        IF cardinality(x_of) > 0 OR cardinality(short_docs) > 0 THEN
            PERFORM ledger_derive(p_site, at_now, d_id, d_actor, d_device, 'heal', x_of,
                x_source, x_target, x_quantity, x_effective, x_assertion);
            PERFORM ledger_derive(p_site, at_now, d_id, d_actor, d_device, 'shortage',
                covered.docs, covered.sources, covered.targets, covered.quantities,
                covered.instants, NULL);
        END IF;
        PERFORM ledger_patch_snapshots(p_site, l_source || x_source || covered.sources,
            l_target || x_target || covered.targets,
            l_quantity || x_quantity || covered.quantities,
            l_effective || x_effective || covered.instants);
    END IF;
    PERFORM kernel_record(p_site, array_agg(d.actor), array_agg(d.device),
            array_agg('ledger.posted'::text), array_agg('posting:' || d.id),
            array_agg(jsonb_build_object('kind', d.kind, 'cause', d.cause::jsonb,
                'healed', cardinality(array_positions(x_of, d.n::integer)),
                'short', cardinality(array_positions(short_docs, d.n::integer)),
                'doubts', cardinality(array_positions(doubt_docs, d.n::integer)))))
       FROM unnest(d_id, d_kind, d_cause, d_actor, d_device) WITH ORDINALITY
            AS d (id, kind, cause, actor, device, n)
      WHERE cardinality(fresh) = cardinality(d_id) OR d.n = ANY (fresh)
     HAVING count(*) > 0;
    -- a known document is probed by its key; a new one is as it was given
    RETURN QUERY
    SELECT n::integer, CASE WHEN p.id IS NULL THEN 'created' ELSE 'exists' END,
           coalesce(p.lines, cardinality(array_positions(l_doc, n::integer))),
           coalesce(p.recorded_at, at_now), coalesce(p.request, d.request),
           CASE WHEN p.id IS NULL THEN cardinality(array_positions(x_of, n::integer)) ELSE 0 END,
           CASE WHEN p.id IS NULL THEN cardinality(array_positions(short_docs, n::integer))
                ELSE 0 END,
           CASE WHEN p.id IS NULL THEN cardinality(array_positions(doubt_docs, n::integer))
                ELSE 0 END
      FROM unnest(d_id, d_request) WITH ORDINALITY AS d (id, request, n)
      LEFT JOIN LATERAL (SELECT k.* FROM ledger_posting k
                          WHERE k.site = p_site AND k.id = d.id AND n <> ALL (fresh)
                          LIMIT 1) AS p ON true
     ORDER BY n;
END $$;

-- The healing lines that these lines need: the opposite of each late leg, effective at the
-- assertion that it would break.  Writes the doubts that can't be healed.
CREATE FUNCTION ledger_heal_lines(
    p_site integer, d_id uuid[], l_doc integer[], l_source bigint[],
    l_target bigint[], l_quantity bigint[], l_effective timestamptz[], l_since timestamptz[],
    l_until timestamptz[], l_precision smallint[], p_now timestamptz,
    OUT docs integer[], OUT sources bigint[], OUT targets bigint[], OUT quantities bigint[],
    OUT instants timestamptz[], OUT assertions bigint[], OUT doubt_docs integer[]
) LANGUAGE plpgsql AS $$
DECLARE
    g_doc integer[]; g_holding bigint[]; g_quantity bigint[]; g_effective timestamptz[];
    g_since timestamptz[]; g_until timestamptz[]; g_exact boolean[];
    m_n bigint[]; m_assertion bigint[]; m_at timestamptz[]; m_doubt boolean[];
    h_holding bigint[]; h_quantity bigint[]; h_twin bigint[];
BEGIN
    docs := '{}'; sources := '{}'; targets := '{}'; quantities := '{}'; instants := '{}';
    assertions := '{}'; doubt_docs := '{}';
    WITH leg AS (
        SELECT doc, source AS holding, -quantity AS quantity, effective, since, until, prec
          FROM unnest(l_doc, l_source, l_quantity, l_effective, l_since, l_until, l_precision)
               AS l (doc, source, quantity, effective, since, until, prec)
        UNION ALL
        SELECT doc, target, quantity, effective, since, until, prec
          FROM unnest(l_doc, l_target, l_quantity, l_effective, l_since, l_until, l_precision)
               AS l (doc, target, quantity, effective, since, until, prec)
    )
    SELECT array_agg(leg.doc), array_agg(leg.holding), array_agg(leg.quantity),
           array_agg(leg.effective), array_agg(leg.since), array_agg(leg.until),
           array_agg(leg.prec = 3)
      INTO g_doc, g_holding, g_quantity, g_effective, g_since, g_until, g_exact
      FROM leg JOIN ledger_holding h ON h.site = p_site AND h.id = leg.holding AND h.physical
     WHERE EXISTS (SELECT 1 FROM ledger_assertion a WHERE a.site = p_site
                      AND a.holding = leg.holding AND a.at >= leg.since - interval '1 day')
        OR EXISTS (SELECT 1 FROM ledger_place_assertion v WHERE v.site = p_site
                      AND v.place = h.place AND v.at >= leg.since);
    IF g_doc IS NULL THEN
        RETURN;
    END IF;
    SELECT array_agg(m.n), array_agg(m.assertion), array_agg(m.at), array_agg(m.doubt)
      INTO m_n, m_assertion, m_at, m_doubt
      FROM ledger_meet(p_site, d_id, g_holding, g_effective, g_since, g_until, g_exact) AS m;
    IF m_n IS NULL THEN
        RETURN;
    END IF;
    WITH met AS (SELECT * FROM unnest(m_n, m_assertion, m_at, m_doubt)
                            AS m (n, assertion, at, doubt) WHERE doubt)
    INSERT INTO ledger_doubt (site, assertion, holding, posting, quantity, recorded_at)
    SELECT p_site, met.assertion, g_holding[met.n], d_id[g_doc[met.n]],
           sum(CASE WHEN g_effective[met.n] <= met.at THEN g_quantity[met.n] ELSE 0 END), p_now
      FROM met GROUP BY met.assertion, g_holding[met.n], d_id[g_doc[met.n]];
    doubt_docs := coalesce((SELECT array_agg(g_doc[n]) FROM unnest(m_n, m_doubt) AS m (n, doubt)
                             WHERE doubt), '{}');
    -- what is to heal: one line per document, holding and assertion
    WITH met AS (
        SELECT g_doc[m.n] AS doc, g_holding[m.n] AS holding, m.assertion, m.at,
               sum(g_quantity[m.n])::bigint AS quantity
          FROM unnest(m_n, m_assertion, m_at, m_doubt) AS m (n, assertion, at, doubt)
         WHERE NOT m.doubt
         GROUP BY 1, 2, 3, 4 HAVING sum(g_quantity[m.n]) <> 0
         ORDER BY 1, 2, 4
    )
    SELECT array_agg(doc), array_agg(holding), array_agg(quantity), array_agg(at),
           array_agg(assertion)
      INTO docs, h_holding, h_quantity, instants, assertions
      FROM met;
    IF docs IS NULL THEN
        docs := '{}'; instants := '{}'; assertions := '{}';
        RETURN;
    END IF;
    h_twin := ledger_gain_loss(p_site, h_holding);
    SELECT array_agg(CASE WHEN q > 0 THEN h ELSE t END ORDER BY n),
           array_agg(CASE WHEN q > 0 THEN t ELSE h END ORDER BY n), array_agg(abs(q) ORDER BY n)
      INTO sources, targets, quantities
      FROM unnest(h_holding, h_twin, h_quantity) WITH ORDINALITY AS u (h, t, q, n);
END $$;

-- The lines that move the provisional cover of shortages to where it now belongs: the cover is
-- what the facts lack, effective at the latest of them, whatever order they came in.
CREATE FUNCTION ledger_cover_lines(
    p_site integer, b_holding bigint[], b_factual bigint[], b_floor bigint[], b_short bigint[],
    b_short_at timestamptz[], b_moved_at timestamptz[],
    l_doc integer[], l_source bigint[], l_target bigint[],
    OUT docs integer[], OUT sources bigint[], OUT targets bigint[], OUT quantities bigint[],
    OUT instants timestamptz[], OUT refused bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
    c_doc integer[]; c_holding bigint[]; c_twin bigint[];
    c_old bigint[]; c_old_at timestamptz[]; c_new bigint[]; c_new_at timestamptz[];
BEGIN
    docs := '{}'; sources := '{}'; targets := '{}'; quantities := '{}'; instants := '{}';
    refused := '{}';
    SELECT array_agg(holding ORDER BY holding), array_agg(short ORDER BY holding),
           array_agg(short_at ORDER BY holding), array_agg(lack ORDER BY holding),
           array_agg(moved_at ORDER BY holding)
      INTO c_holding, c_old, c_old_at, c_new, c_new_at
      FROM (SELECT u.holding, u.short, u.short_at, greatest(u.floor - u.factual, 0) AS lack,
                   u.moved_at
              FROM unnest(b_holding, b_factual, b_floor, b_short, b_short_at, b_moved_at)
                   AS u (holding, factual, floor, short, short_at, moved_at)
             WHERE u.short > 0 OR u.factual < u.floor) AS lacking
     WHERE (short, short_at) IS DISTINCT FROM (lack, moved_at);
    IF c_holding IS NULL THEN
        RETURN;
    END IF;
    -- each change belongs to the last document that touched its holding
    SELECT array_agg(d.doc ORDER BY d.holding) INTO c_doc
      FROM (SELECT e.holding, max(e.doc) AS doc
              FROM (SELECT * FROM unnest(l_source, l_doc) AS s (holding, doc)
                    UNION ALL SELECT * FROM unnest(l_target, l_doc) AS t (holding, doc)) AS e
             WHERE e.holding = ANY (c_holding) GROUP BY e.holding) AS d;
    c_twin := ledger_gain_loss(p_site, c_holding);
    refused := coalesce((SELECT array_agg(h) FROM unnest(c_holding, c_old, c_new)
                           AS u (h, o, w) WHERE w > o), '{}');
    WITH line AS (
        SELECT doc, h AS source, t AS target, o AS quantity, oa AS instant, n, 1 AS step
          FROM unnest(c_doc, c_holding, c_twin, c_old, c_old_at) WITH ORDINALITY
               AS u (doc, h, t, o, oa, n) WHERE o > 0
        UNION ALL
        SELECT doc, t, h, w, wa, n, 2
          FROM unnest(c_doc, c_holding, c_twin, c_new, c_new_at) WITH ORDINALITY
               AS u (doc, h, t, w, wa, n) WHERE w > 0
    )
    SELECT array_agg(doc ORDER BY n, step), array_agg(source ORDER BY n, step),
           array_agg(target ORDER BY n, step), array_agg(quantity ORDER BY n, step),
           array_agg(instant ORDER BY n, step)
      INTO docs, sources, targets, quantities, instants FROM line;
END $$;

-- Write derived documents (kind `heal` or `shortage`), one per document that caused them.
CREATE FUNCTION ledger_derive(
    p_site integer, p_recorded timestamptz, d_id uuid[], d_actor text[], d_device text[],
    p_kind text, l_of integer[], l_source bigint[], l_target bigint[], l_quantity bigint[],
    l_effective timestamptz[], l_assertion bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    x_of integer[]; x_id uuid[]; x_doc integer[]; x_line integer[];
BEGIN
    IF coalesce(cardinality(l_of), 0) = 0 THEN
        RETURN;
    END IF;
    SELECT array_agg(o ORDER BY o), array_agg(md5(d_id[o]::text || ':' || p_kind)::uuid ORDER BY o)
      INTO x_of, x_id FROM (SELECT DISTINCT o FROM unnest(l_of) AS o) AS each;
    SELECT array_agg(array_position(x_of, o) ORDER BY n),
           array_agg(k ORDER BY n)
      INTO x_doc, x_line
      FROM (SELECT o, n, row_number() OVER (PARTITION BY o ORDER BY n)::integer AS k
              FROM unnest(l_of) WITH ORDINALITY AS u (o, n)) AS numbered;
    PERFORM ledger_enter(p_site, p_recorded, x_id,
        array_fill(p_kind, ARRAY[cardinality(x_of)]),
        (SELECT array_agg(jsonb_build_object('posting', d_id[o])::text ORDER BY o)
           FROM unnest(x_of) AS o),
        (SELECT array_agg(d_actor[o] ORDER BY o) FROM unnest(x_of) AS o),
        (SELECT array_agg(d_device[o] ORDER BY o) FROM unnest(x_of) AS o),
        array_fill(''::bytea, ARRAY[cardinality(x_of)]),
        array_fill(NULL::uuid, ARRAY[cardinality(x_of)]),
        array_fill(NULL::uuid, ARRAY[cardinality(x_of)]),
        (SELECT array_agg(d_id[o] ORDER BY o) FROM unnest(x_of) AS o),
        x_doc, x_line, l_source, l_target, l_quantity, l_effective,
        array_fill(3::smallint, ARRAY[cardinality(l_of)]));
    INSERT INTO ledger_move (site, recorded_at, posting, line, source, target, quantity,
           effective_at, "precision")
    SELECT p_site, p_recorded, x_id[u.doc], u.line, u.source, u.target, u.quantity, u.effective, 3
      FROM unnest(x_doc, x_line, l_source, l_target, l_quantity, l_effective)
           AS u (doc, line, source, target, quantity, effective);
    IF l_assertion IS NOT NULL THEN
        INSERT INTO ledger_heal (site, posting, line, assertion, late, quantity)
        SELECT p_site, x_id[u.doc], u.line, u.assertion, d_id[x_of[u.doc]],
               CASE WHEN h.physical THEN -u.quantity ELSE u.quantity END
          FROM unnest(x_doc, x_line, l_assertion, l_source, l_quantity)
               AS u (doc, line, assertion, source, quantity)
          JOIN ledger_holding h ON h.site = p_site AND h.id = u.source;
    END IF;
    PERFORM kernel_record(p_site, array_agg(d_actor[o]), array_agg(d_device[o]),
            array_agg('ledger.' || p_kind), array_agg('posting:' || d_id[o]),
            array_agg(jsonb_build_object('by', md5(d_id[o]::text || ':' || p_kind)::uuid)))
       FROM unnest(x_of) AS o;
END $$;

-- Late moves are added to every snapshot at or after their instant.
CREATE FUNCTION ledger_patch_snapshots(
    p_site integer, l_source bigint[], l_target bigint[], l_quantity bigint[],
    l_effective timestamptz[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce((SELECT max(at) FROM ledger_snapshot_head WHERE site = p_site)
                < (SELECT min(e) FROM unnest(l_effective) AS e), true) THEN
        RETURN;
    END IF;
    INSERT INTO ledger_snapshot (site, at, holding, on_hand)
    SELECT p_site, head.at, leg.holding, sum(leg.quantity)
      FROM (SELECT s AS holding, -q AS quantity, e
              FROM unnest(l_source, l_quantity, l_effective) AS l (s, q, e)
            UNION ALL
            SELECT t, q, e FROM unnest(l_target, l_quantity, l_effective) AS l (t, q, e)) AS leg
      JOIN ledger_holding h ON h.site = p_site AND h.id = leg.holding AND h.physical
      JOIN ledger_snapshot_head head ON head.site = p_site AND head.at >= leg.e
     GROUP BY head.at, leg.holding
     ORDER BY head.at, leg.holding
        ON CONFLICT (site, at, holding) DO UPDATE
       SET on_hand = ledger_snapshot.on_hand + excluded.on_hand;
END $$;
