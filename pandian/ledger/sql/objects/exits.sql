-- The lock on goods that must not leave 出库闸门: SQL twins of ledger/exits/rules.py, and the wall
-- inside the one door.

-- Is a lot usable on a day at the site?  Through the end of its last day.
CREATE FUNCTION ledger_may_leave(p_expires_on date, p_today date) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT p_expires_on IS NULL OR p_today <= p_expires_on
$$;

-- Why goods may not go to a kind of place by a kind of posting: exit_status, exit_expired, none.
CREATE FUNCTION ledger_locks(
    p_kind text, p_target_kind text, p_status text, p_expires_on date, p_today date
) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_target_kind NOT IN ('customer', 'used', 'in_transit', 'consignment_site',
                                   'production')
          OR p_kind IN ('deviation', 'reversal', 'heal', 'shortage', 'count_adjustment')
          OR (p_kind = 'inspection' AND p_target_kind = 'used' AND p_status = 'pending')
          OR (p_kind = 'customer_return' AND p_target_kind = 'customer'
              AND p_status IN ('pending', 'on_hold'))
        THEN '{}'::text[]
        ELSE CASE WHEN p_status = 'accepted' THEN '{}' ELSE ARRAY['exit_status'] END
             || CASE WHEN ledger_may_leave(p_expires_on, p_today) THEN '{}'::text[]
                     ELSE ARRAY['exit_expired'] END
    END
$$;

-- Which judgement a line passes that its kind of posting does not stand for: it makes goods freer,
-- sends them to the destroyed or back, or takes locked goods out of the book.
CREATE FUNCTION ledger_judgements(
    p_kind text, p_source_kind text, p_target_kind text, p_status text, p_target_status text,
    p_history boolean
) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_history
          OR p_kind IN ('deviation', 'reversal', 'heal', 'shortage', 'count_adjustment')
        THEN '{}'::text[]
        ELSE CASE WHEN array_position(ARRAY['accepted', 'pending', 'on_hold', 'quarantine',
                           'recalled', 'rejected'], p_target_status)
                     < array_position(ARRAY['accepted', 'pending', 'on_hold', 'quarantine',
                           'recalled', 'rejected'], p_status)
                   AND NOT (p_kind = 'inspection' AND p_status = 'pending'
                         OR p_kind = 'release' AND p_status IN ('on_hold', 'quarantine')
                         OR p_kind = 'customer_return' AND p_status IN ('pending', 'on_hold')
                         OR p_kind = 'loan' AND p_status = 'quarantine'
                         OR p_kind = 'recall' AND p_status = 'recalled')
                  THEN ARRAY['release_needs_document'] ELSE '{}' END
             || CASE WHEN 'destroyed' IN (p_source_kind, p_target_kind)
                      AND p_kind NOT IN ('destruction', 'found_again')
                  THEN ARRAY['destroyed_needs_document'] ELSE '{}' END
             || CASE WHEN p_target_kind IN ('gain_loss', 'opening') AND p_status <> 'accepted'
                      AND p_kind NOT IN ('inspection', 'transfer_receive', 'transfer_receipt',
                                         'loan', 'production')
                  THEN ARRAY['loss_needs_document'] ELSE '{}' END
    END
$$;

-- Refuse a batch with a line that is locked on the day it happened at the site, or that passes a
-- judgement without its document: the second wall, for whatever reaches `ledger_post`.  The first
-- one (exits/queries.py) names every line.  Lines of earlier days may be history that is imported.
CREATE FUNCTION ledger_refuse_locked(
    p_site integer, d_kind text[], l_doc integer[], l_source bigint[], l_target bigint[],
    l_effective timestamptz[]
) RETURNS void LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
    zone text := (SELECT time_zone FROM governance_site_view WHERE id = p_site);
    today date := (now() AT TIME ZONE zone)::date;
    doors bigint[];
    weighty bigint[];
    broken text;
BEGIN
    -- most batches touch no exit and nothing but accepted goods: each holding is probed once.  The
    -- first holding from an id on is read in the order of the key, which no other index has: an
    -- equal id could be looked for through any index of the site when statistics are old.
    SELECT array_agg(t.id) FILTER (WHERE t.target AND p.kind IN (
               'customer', 'used', 'in_transit', 'consignment_site', 'production')),
           array_agg(t.id) FILTER (WHERE p.kind = 'destroyed'
               OR NOT t.target AND h.status <> 'accepted')
      INTO doors, weighty
      FROM (SELECT DISTINCT unnest(l_target) AS id, true AS target
            UNION ALL SELECT DISTINCT unnest(l_source), false) t
     CROSS JOIN LATERAL (SELECT h.place, h.status FROM ledger_holding h
                          WHERE h.site = p_site AND h.id >= t.id ORDER BY h.id LIMIT 1) h
     CROSS JOIN LATERAL (SELECT p.kind FROM catalog_place_view p WHERE p.id = h.place OFFSET 0) p;
    IF doors IS NULL AND weighty IS NULL THEN
        RETURN;
    END IF;
    WITH door AS MATERIALIZED (SELECT DISTINCT unnest(doors) AS id),
    weight AS MATERIALIZED (SELECT DISTINCT unnest(weighty) AS id),
    watched AS MATERIALIZED (
        SELECT l.doc, l.source, l.target, l.effective, d.id IS NOT NULL AS leaves
          FROM unnest(l_doc, l_source, l_target, l_effective) AS l (doc, source, target, effective)
          LEFT JOIN door d ON d.id = l.target
          LEFT JOIN weight f ON f.id = l.source
          LEFT JOIN weight t ON t.id = l.target
         WHERE d.id IS NOT NULL OR f.id IS NOT NULL OR t.id IS NOT NULL
    )
    SELECT d_kind[l.doc] || ': ' || array_to_string(w.why, ', ') INTO broken
      FROM watched l
     CROSS JOIN LATERAL (SELECT h.place, h.status FROM ledger_holding h
                          WHERE h.site = p_site AND h.id >= l.target ORDER BY h.id LIMIT 1) t
     CROSS JOIN LATERAL (SELECT p.kind FROM catalog_place_view p WHERE p.id = t.place OFFSET 0) p
     CROSS JOIN LATERAL (SELECT h.place, h.status, h.lot, h.serial FROM ledger_holding h
                          WHERE h.site = p_site AND h.id >= l.source ORDER BY h.id LIMIT 1) s
     CROSS JOIN LATERAL (SELECT p.kind FROM catalog_place_view p WHERE p.id = s.place OFFSET 0) o
     CROSS JOIN LATERAL (
           SELECT CASE WHEN s.lot <> 0 OR s.serial = 0 THEN s.lot ELSE
               (SELECT c.lot FROM catalog_serial_view c WHERE c.id = s.serial) END AS lot
           OFFSET 0) b
     CROSS JOIN LATERAL (SELECT (l.effective AT TIME ZONE zone)::date AS day) e
     CROSS JOIN LATERAL (
           SELECT CASE WHEN l.leaves AND s.place <> t.place THEN
                      ledger_locks(d_kind[l.doc], p.kind, s.status,
                          (SELECT c.expires_on FROM catalog_lot_view c
                            WHERE c.id = b.lot AND b.lot <> 0), e.day)
                  ELSE '{}' END
                  || ledger_judgements(d_kind[l.doc], o.kind, p.kind, s.status, t.status,
                                       e.day < today) AS why OFFSET 0) w
     WHERE cardinality(w.why) > 0
     LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'locked goods would leave' USING ERRCODE = 'check_violation',
              CONSTRAINT = 'ledger_exit', DETAIL = broken;
    END IF;
END $$;
