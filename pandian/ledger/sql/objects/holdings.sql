-- Resolve stock keys to holdings, opening those that are new, in the order given.
-- Keys are inserted in sorted order, so that two sessions never wait for each other in a circle.
CREATE FUNCTION ledger_open_holdings(
    p_site integer, p_place bigint[], p_item bigint[], p_lot bigint[], p_serial bigint[],
    p_status text[], p_owner bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    found_ids bigint[];
BEGIN
    found_ids := ledger_find_holdings(p_site, p_place, p_item, p_lot, p_serial, p_status, p_owner);
    IF array_position(found_ids, NULL) IS NULL THEN
        RETURN found_ids;
    END IF;
    WITH key AS (
        SELECT DISTINCT k.place, k.item, k.lot, k.serial, k.status, k.owner
          FROM unnest(p_place, p_item, p_lot, p_serial, p_status, p_owner, found_ids)
               AS k (place, item, lot, serial, status, owner, id)
         WHERE k.id IS NULL
    ), place AS MATERIALIZED (
        SELECT p.id, p.physical, p.kind FROM catalog_place_view p
         WHERE p.site = p_site AND p.id IN (SELECT key.place FROM key)
    ), opened AS (
        INSERT INTO ledger_holding (site, place, item, lot, serial, status, owner, physical)
        SELECT p_site, k.place, k.item, k.lot, k.serial, k.status, k.owner, p.physical
          FROM key k JOIN place p ON p.id = k.place
         ORDER BY k.place, k.item, k.lot, k.serial, k.status, k.owner
            ON CONFLICT DO NOTHING
        RETURNING id, place, physical
    )
    INSERT INTO ledger_balance (site, holding, floor)
    SELECT p_site, o.id, CASE WHEN p.kind = 'in_transit' THEN -4611686018427387904 ELSE 0 END
      FROM opened o JOIN place p ON p.id = o.place
     WHERE o.physical
     ORDER BY o.id;
    found_ids := ledger_find_holdings(p_site, p_place, p_item, p_lot, p_serial, p_status, p_owner);
    IF array_position(found_ids, NULL) IS NOT NULL THEN
        RAISE EXCEPTION 'a place of the key does not exist at site %', p_site
              USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN found_ids;
END $$;

-- The holdings of these keys in the order given, NULL where none is open.  The LIMIT keeps one
-- index probe per key: the planner cannot know how long the arrays are.  The first holding from a
-- key on is read, in the order that only the index of the keys has: an equal one could be looked
-- for through any index of the site when statistics are old.
CREATE FUNCTION ledger_find_holdings(
    p_site integer, p_place bigint[], p_item bigint[], p_lot bigint[], p_serial bigint[],
    p_status text[], p_owner bigint[]
) RETURNS bigint[] LANGUAGE sql STABLE
SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off AS $$
    SELECT coalesce(array_agg(CASE WHEN (h.place, h.item, h.lot, h.serial, h.status, h.owner)
                                        = (k.place, k.item, k.lot, k.serial, k.status, k.owner)
                                   THEN h.id END ORDER BY k.n), '{}')
      FROM unnest(p_place, p_item, p_lot, p_serial, p_status, p_owner)
            WITH ORDINALITY AS k (place, item, lot, serial, status, owner, n)
      LEFT JOIN LATERAL (
           SELECT h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner
             FROM ledger_holding h
            WHERE h.site = p_site
              AND (h.place, h.item, h.lot, h.serial, h.status, h.owner)
                  >= (k.place, k.item, k.lot, k.serial, k.status, k.owner)
            ORDER BY h.place, h.item, h.lot, h.serial, h.status, h.owner
            LIMIT 1) AS h ON true
$$;

-- The @gain_loss holdings that mirror these holdings (same item, lot, serial, status, owner),
-- in the order given; shortages, count differences and healing are booked against them.
CREATE FUNCTION ledger_gain_loss(p_site integer, p_holding bigint[]) RETURNS bigint[]
LANGUAGE plpgsql AS $$
DECLARE
    gain_loss bigint;
BEGIN
    SELECT id INTO STRICT gain_loss FROM catalog_place_view
     WHERE site = p_site AND code = '@gain_loss';
    RETURN (
        SELECT ledger_open_holdings(p_site, array_agg(gain_loss ORDER BY n),
               array_agg(h.item ORDER BY n), array_agg(h.lot ORDER BY n),
               array_agg(h.serial ORDER BY n), array_agg(h.status ORDER BY n),
               array_agg(h.owner ORDER BY n))
          FROM unnest(p_holding) WITH ORDINALITY AS k (id, n)
          JOIN ledger_holding h ON h.site = p_site AND h.id = k.id
    );
END $$;
