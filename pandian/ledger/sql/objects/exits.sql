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

-- Refuse a batch with a line that is locked on the day it happened at the site: the second wall,
-- for whatever reaches `ledger_post`.  The first one (exits/queries.py) names every line.
CREATE FUNCTION ledger_refuse_locked(
    p_site integer, d_kind text[], l_doc integer[], l_source bigint[], l_target bigint[],
    l_effective timestamptz[]
) RETURNS void LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
DECLARE
    zone text := (SELECT time_zone FROM governance_site_view WHERE id = p_site);
    doors bigint[];
    broken text;
BEGIN
    -- most batches touch no exit at all: few places, and only targets among them matter.  The
    -- first holding from an id on is read in the order of the key, which no other index has: an
    -- equal id could be looked for through any index of the site when statistics are old.
    SELECT array_agg(t.id) INTO doors
      FROM (SELECT DISTINCT unnest(l_target) AS id) t
     CROSS JOIN LATERAL (SELECT h.place FROM ledger_holding h
                          WHERE h.site = p_site AND h.id >= t.id ORDER BY h.id LIMIT 1) h
     CROSS JOIN LATERAL (SELECT p.kind FROM catalog_place_view p WHERE p.id = h.place OFFSET 0) p
     WHERE p.kind IN ('customer', 'used', 'in_transit', 'consignment_site', 'production');
    IF doors IS NULL THEN
        RETURN;
    END IF;
    WITH leaving AS MATERIALIZED (
        SELECT l.doc, l.source, l.target, l.effective
          FROM unnest(l_doc, l_source, l_target, l_effective) AS l (doc, source, target, effective)
          JOIN (SELECT DISTINCT unnest(doors) AS id) d ON d.id = l.target
    )
    SELECT d_kind[l.doc] || ': ' || array_to_string(w.why, ', ') INTO broken
      FROM leaving l
     CROSS JOIN LATERAL (SELECT h.place FROM ledger_holding h
                          WHERE h.site = p_site AND h.id >= l.target ORDER BY h.id LIMIT 1) t
     CROSS JOIN LATERAL (SELECT p.kind FROM catalog_place_view p WHERE p.id = t.place OFFSET 0) p
     CROSS JOIN LATERAL (SELECT h.place, h.status, h.lot, h.serial FROM ledger_holding h
                          WHERE h.site = p_site AND h.id >= l.source ORDER BY h.id LIMIT 1) s
     CROSS JOIN LATERAL (
           SELECT CASE WHEN s.lot <> 0 OR s.serial = 0 THEN s.lot ELSE
               (SELECT c.lot FROM catalog_serial_view c WHERE c.id = s.serial) END AS lot
           OFFSET 0) b
     CROSS JOIN LATERAL (
           SELECT ledger_locks(d_kind[l.doc], p.kind, s.status,
               (SELECT c.expires_on FROM catalog_lot_view c WHERE c.id = b.lot AND b.lot <> 0),
               (l.effective AT TIME ZONE zone)::date) AS why OFFSET 0) w
     WHERE s.place <> t.place AND cardinality(w.why) > 0
     LIMIT 1;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'locked goods would leave' USING ERRCODE = 'check_violation',
              CONSTRAINT = 'ledger_exit', DETAIL = broken;
    END IF;
END $$;
