-- Every move of some goods over the sites of the scope, oldest first, with its document, people,
-- party and seal.  Holdings are found by item, lot and serial, moves by their two ends, all by
-- keys: the cost grows with the moves of these goods, not with the ledger.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), holding AS MATERIALIZED (
    SELECT DISTINCT h.site, h.id FROM key k
     CROSS JOIN LATERAL (
           SELECT x.site, x.id FROM ledger_holding x
            WHERE x.site = k.site AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) OFFSET 0) AS h
), move AS MATERIALIZED (
    SELECT m.* FROM holding h CROSS JOIN LATERAL (
           SELECT x.site, x.recorded_at, x.posting, x.line, x.source, x.target, x.quantity,
                  x.effective_at
             FROM ledger_move x WHERE x.site = h.site AND x.source = h.id OFFSET 0) AS m
    UNION
    SELECT m.* FROM holding h CROSS JOIN LATERAL (
           SELECT x.site, x.recorded_at, x.posting, x.line, x.source, x.target, x.quantity,
                  x.effective_at
             FROM ledger_move x WHERE x.site = h.site AND x.target = h.id OFFSET 0) AS m
), first AS MATERIALIZED (
    SELECT m.* FROM move m ORDER BY m.effective_at, m.recorded_at, m.posting, m.line
     LIMIT %(limit)s
), posting AS MATERIALIZED (
    SELECT q.site, q.posting, p.* FROM (SELECT DISTINCT f.site, f.posting FROM first f) AS q
     CROSS JOIN LATERAL (
           SELECT x.kind, x.cause, x.actor, x.device, x.transfer, x.reverses
             FROM ledger_posting x WHERE x.site = q.site AND x.id = q.posting OFFSET 0) AS p
), paper AS MATERIALIZED (
    SELECT p.site, p.posting, p.kind, p.cause, p.actor, p.device, p.transfer, p.reverses,
           e.action, e.signers, coalesce(e.document, CASE WHEN p.cause->>'id' ~
               '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (p.cause->>'id')::uuid END)
               AS document
      FROM posting p
      LEFT JOIN LATERAL (
           SELECT x.document, x.action, x.signers FROM lifecycle_event x
            WHERE x.site = p.site AND x.id = coalesce(p.reverses, p.posting) OFFSET 0) AS e ON true
), headed AS MATERIALIZED (
    SELECT p.*, d.kind AS document_kind, d.number, coalesce(d.header->>'customer',
           d.header->>'supplier', p.cause->>'customer', p.cause->>'supplier', '') AS party
      FROM paper p
      LEFT JOIN LATERAL (
           SELECT x.kind, x.number, x.header FROM lifecycle_document x
            WHERE x.site = p.site AND x.id = p.document OFFSET 0) AS d ON true
)
SELECT t.code AS site, m.effective_at AS at, m.recorded_at, p.kind, p.document_kind, p.number,
       CASE WHEN p.document_kind IS NOT NULL THEN p.document END AS document_id,
       coalesce(p.cause->>'document', '') AS named,
       coalesce(p.action, p.cause->>'action', '') AS action, p.actor,
       coalesce(p.signers, '{}') AS signers, p.device, sp.code AS source, sp.kind AS source_kind,
       tp.code AS target, tp.kind AS target_kind, p.party, i.code AS item,
       coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial, sh.status,
       th.status AS target_status, coalesce(o.code, '') AS owner, m.quantity, m.posting, p.cause,
       p.transfer, p.reverses, c.number AS seal
  FROM first m
  JOIN headed p ON p.site = m.site AND p.posting = m.posting
  JOIN governance_site_view t ON t.id = m.site
 CROSS JOIN LATERAL (SELECT x.* FROM ledger_holding x
        WHERE x.site = m.site AND x.id = m.source OFFSET 0) AS sh
 CROSS JOIN LATERAL (SELECT x.* FROM ledger_holding x
        WHERE x.site = m.site AND x.id = m.target OFFSET 0) AS th
 CROSS JOIN LATERAL (SELECT x.code, x.kind FROM catalog_place_view x
        WHERE x.id = sh.place OFFSET 0) AS sp
 CROSS JOIN LATERAL (SELECT x.code, x.kind FROM catalog_place_view x
        WHERE x.id = th.place OFFSET 0) AS tp
 CROSS JOIN LATERAL (SELECT x.code FROM catalog_item_view x WHERE x.id = th.item OFFSET 0) AS i
  LEFT JOIN LATERAL (SELECT x.code FROM catalog_lot_view x WHERE x.id = th.lot OFFSET 0) AS l
    ON true
  LEFT JOIN LATERAL (SELECT x.code FROM catalog_serial_view x WHERE x.id = th.serial OFFSET 0) AS s
    ON true
  LEFT JOIN LATERAL (SELECT x.code FROM catalog_party_view x WHERE x.id = th.owner OFFSET 0) AS o
    ON true
  LEFT JOIN LATERAL (SELECT x.number FROM ledger_seal_item x
        WHERE x.site = m.site AND x.posting = m.posting OFFSET 0) AS c ON true
 ORDER BY m.effective_at, m.recorded_at, m.posting, m.line
