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
SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off
SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
    zone text := (SELECT time_zone FROM governance_site_view WHERE id = p_site);
    today date := (now() AT TIME ZONE zone)::date;
    broken text;
BEGIN
    -- Each holding is probed once, each place once; sets meet by hash, whatever their size was
    -- thought to be, and loops are left to the probes.  The first holding from an id on is read
    -- in the order of the key, which no other index has: an equal id could be looked for through
    -- any index of the site when statistics are old.
    WITH held AS MATERIALIZED (
        SELECT u.id, h.place, h.status, h.lot, h.serial
          FROM (SELECT DISTINCT unnest(l_source || l_target) AS id) u
         CROSS JOIN LATERAL (SELECT x.place, x.status, x.lot, x.serial FROM ledger_holding x
                              WHERE x.site = p_site AND x.id >= u.id ORDER BY x.id LIMIT 1) h
    ), place AS MATERIALIZED (
        SELECT u.id, p.kind FROM (SELECT DISTINCT place AS id FROM held) u
         CROSS JOIN LATERAL (SELECT x.kind FROM catalog_place_view x WHERE x.id = u.id OFFSET 0) p
    ), watched AS MATERIALIZED (
        -- most lines touch no exit and nothing but accepted goods
        SELECT l.doc, (l.effective AT TIME ZONE zone)::date AS day, s.status, s.lot, s.serial,
               t.status AS target_status, sp.kind AS source_kind, tp.kind AS target_kind,
               s.place <> t.place AND tp.kind IN (
                   'customer', 'used', 'in_transit', 'consignment_site', 'production') AS leaves
          FROM unnest(l_doc, l_source, l_target, l_effective) AS l (doc, source, target, effective)
          JOIN held s ON s.id = l.source
          JOIN held t ON t.id = l.target
          JOIN place sp ON sp.id = s.place
          JOIN place tp ON tp.id = t.place
         WHERE s.status <> 'accepted' OR 'destroyed' IN (sp.kind, tp.kind)
            OR tp.kind IN ('customer', 'used', 'in_transit', 'consignment_site', 'production')
    ), lot AS MATERIALIZED (
        SELECT u.lot, u.serial, c.expires_on
          FROM (SELECT DISTINCT w.lot, w.serial FROM watched w WHERE w.leaves) u
         CROSS JOIN LATERAL (
               SELECT CASE WHEN u.lot <> 0 OR u.serial = 0 THEN u.lot ELSE
                   (SELECT x.lot FROM catalog_serial_view x WHERE x.id = u.serial) END AS id
               OFFSET 0) b
         CROSS JOIN LATERAL (SELECT x.expires_on FROM catalog_lot_view x
                              WHERE x.id = b.id AND b.id <> 0 OFFSET 0) c
    )
    SELECT d_kind[w.doc] || ': ' || array_to_string(y.why, ', ') INTO broken
      FROM watched w
      LEFT JOIN lot ON w.leaves AND lot.lot = w.lot AND lot.serial = w.serial
     CROSS JOIN LATERAL (
           SELECT CASE WHEN w.leaves THEN ledger_locks(d_kind[w.doc], w.target_kind, w.status,
                                                       lot.expires_on, w.day)
                  ELSE '{}' END
                  || ledger_judgements(d_kind[w.doc], w.source_kind, w.target_kind, w.status,
                                       w.target_status, w.day < today) AS why OFFSET 0) y
     WHERE cardinality(y.why) > 0
     LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'locked goods would leave' USING ERRCODE = 'check_violation',
              CONSTRAINT = 'ledger_exit', DETAIL = broken;
    END IF;
END $$;
