-- Claim what the lines of documents still need, what ends first from where it lies: one rank of
-- needs at a time (lots named first, then the longest life asked, then whole packs), under the
-- lock on the site's claims.  Twin: fefo/rules.py allocate.
--
-- Every look-up is a probe by key; sets meet only on their rank, and then only where their running
-- totals overlap: the n-th unit needed gets the n-th unit that is there.
WITH line AS MATERIALIZED (
    SELECT g.k, l.document, l.line, l.asked, l.item AS item_code, l.lot AS lot_code,
           l.owner AS owner_code,
           coalesce((l.attributes ->> 'min_life_days')::integer,
                    (d.header ->> 'min_life_days')::integer, 0) AS min_days,
           coalesce((l.attributes ->> 'whole')::integer, 1) AS whole
      FROM unnest(%(documents)s::uuid[]) WITH ORDINALITY AS g (document, k)
     CROSS JOIN LATERAL (SELECT h.header FROM lifecycle_document h
                          WHERE h.site = %(site)s AND h.id = g.document OFFSET 0) d
     CROSS JOIN LATERAL (SELECT x.* FROM lifecycle_line x
                          WHERE x.site = %(site)s AND x.document = g.document
                            AND x.source = '' OFFSET 0) l
), ranked AS MATERIALIZED (
    SELECT n.*, dense_rank() OVER (
                    PARTITION BY n.item_code, n.owner_code
                    ORDER BY n.lot_code = '', n.min_days DESC, n.whole DESC, n.lot_code) AS round
      FROM line n
), keyed AS MATERIALIZED (
    SELECT r.*, i.id AS item, i.expiry AS dated,
           CASE r.lot_code WHEN '' THEN 0 ELSE (SELECT t.id FROM catalog_lot_view t
             WHERE t.item = i.id AND t.code = r.lot_code) END AS lot,
           CASE r.owner_code WHEN '' THEN 0 ELSE (SELECT o.id FROM catalog_party_view o
             WHERE o.code = r.owner_code) END AS owner,
           r.asked - (
               SELECT coalesce(sum(CASE WHEN a.measure = ANY (%(closing)s::text[])
                                        THEN a.quantity ELSE -a.quantity END), 0)
                 FROM lifecycle_amount a
                WHERE a.site = %(site)s AND a.document = r.document AND a.line = r.line
                  AND a.measure = ANY (%(closing)s::text[] || %(reopening)s::text[])) - (
               SELECT coalesce(sum(c.quantity), 0) FROM lifecycle_claim c
                WHERE c.site = %(site)s AND c.document = r.document AND c.line = r.line) AS need
      FROM ranked r
     CROSS JOIN LATERAL (SELECT v.id, v.expiry FROM catalog_item_view v
                          WHERE v.code = r.item_code OFFSET 0) i
     WHERE r.round = %(round)s
), wanted AS MATERIALIZED (
    SELECT w.*, dense_rank() OVER (ORDER BY w.item, w.owner) AS grp,
           sum(w.need) OVER (PARTITION BY w.item, w.owner ORDER BY w.k, w.line) AS upto
      FROM keyed w WHERE w.need > 0 AND w.lot IS NOT NULL
), rank AS MATERIALIZED (
    SELECT w.grp, w.item, w.owner, w.dated, w.lot, w.min_days, w.whole
      FROM wanted w GROUP BY 1, 2, 3, 4, 5, 6, 7
), sealed AS MATERIALIZED (
    SELECT d.header ->> 'unit' AS unit FROM lifecycle_document d
     WHERE d.site = %(site)s AND d.kind = 'sealing' AND d.state = 'sealed'
), paused AS MATERIALIZED (
    SELECT z.place FROM lifecycle_paused(%(site)s) AS z
), there AS MATERIALIZED (
    SELECT q.grp, q.dated, q.min_days, q.whole, h.id AS holding, h.lot, p.code, p.sequence,
           (SELECT t.expires_on FROM catalog_lot_view t WHERE t.id = h.lot) AS expires_on,
           (SELECT b.on_hand FROM ledger_balance b
             WHERE b.site = %(site)s AND b.holding = h.id) AS on_hand
      FROM rank q
     CROSS JOIN LATERAL (
            SELECT x.id, x.lot, x.place FROM ledger_holding x
             WHERE x.site = %(site)s AND x.item = q.item AND (q.lot = 0 OR x.lot = q.lot)
               AND x.status = 'accepted' AND x.owner = q.owner AND x.physical OFFSET 0) h
     CROSS JOIN LATERAL (
            SELECT v.code, v.sequence FROM catalog_place_view v
             WHERE v.id = h.place AND v.kind IN ('bin', 'piece_bin', 'unit') AND v.active
               AND v.code <> ALL (%(avoid)s::text[])
               AND v.id NOT IN (SELECT z.place FROM paused z)
               AND (v.kind <> 'unit' OR NOT EXISTS (
                    WITH RECURSIVE up AS (
                        SELECT v.id AS id, v.code AS code, v.parent AS parent, 0 AS level
                        UNION ALL
                        SELECT w.id, w.code, w.parent, u.level + 1 FROM up u
                         CROSS JOIN LATERAL (SELECT y.id, y.code, y.parent
                                               FROM catalog_place_view y
                                              WHERE y.id = u.parent OFFSET 0) w
                         WHERE u.level < 64)
                    SELECT FROM up WHERE up.code IN (SELECT s.unit FROM sealed s)
                                      OR up.id IN (SELECT z.place FROM paused z)))
             OFFSET 0) p
), free AS MATERIALIZED (
    SELECT t.*, (t.on_hand - coalesce((
               SELECT sum(c.quantity) FROM lifecycle_claim c
                WHERE c.site = %(site)s AND c.holding = t.holding), 0)
               )::bigint / t.whole * t.whole AS free
      FROM there t
     WHERE t.on_hand > 0 AND ledger_may_leave(t.expires_on, %(today)s::date)
       AND (t.min_days = 0 OR t.expires_on >= %(today)s::date + t.min_days
            OR (t.expires_on IS NULL AND NOT t.dated))
), offered AS MATERIALIZED (
    SELECT f.grp, f.holding, f.free,
           sum(f.free) OVER (
               PARTITION BY f.grp
               ORDER BY f.expires_on NULLS LAST, f.lot, f.sequence, f.code COLLATE "C",
                        f.holding) AS upto
      FROM free f WHERE f.free > 0
), claimed AS MATERIALIZED (
    SELECT w.document, w.line, o.holding,
           (least(w.upto, o.upto) - greatest(w.upto - w.need, o.upto - o.free))::bigint
               AS quantity
      FROM wanted w
      JOIN offered o ON o.grp = w.grp
     WHERE w.upto - w.need < o.upto AND o.upto - o.free < w.upto
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, coalesce(%(event)s::uuid, c.document), c.line,
       %(base)s + row_number() OVER (ORDER BY c.document, c.line, c.holding), c.document,
       c.holding, c.quantity
  FROM claimed c
