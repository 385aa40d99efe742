-- A stock card: the newest legs of the chosen holdings before a cursor, and what stood after the
-- newest of them.  Per holding only the last page is read from the two covering indexes.  A card of
-- no place in particular leaves out the roads: each site has one end of them.
WITH holding AS MATERIALIZED (
    SELECT h.site, h.id, h.place, h.lot, h.serial, h.status
      FROM ledger_holding h
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
      LEFT JOIN catalog_lot_view l ON l.id = h.lot
      LEFT JOIN catalog_serial_view s ON s.id = h.serial
     WHERE h.site = %(site)s AND h.item = %(item)s AND h.physical
       AND CASE WHEN %(place)s::text IS NULL THEN p.kind <> 'in_transit'
                ELSE p.code = %(place)s::text END
       AND (%(lot)s::text IS NULL OR l.code = %(lot)s)
       AND (%(serial)s::text IS NULL OR s.code = %(serial)s)
       AND (%(status)s::text IS NULL OR h.status = %(status)s)
), leg AS (
    SELECT h.id AS holding, m.* FROM holding h CROSS JOIN LATERAL (
        SELECT s.recorded_at, s.posting, s.line, s.effective_at, s."precision",
               -s.quantity AS quantity, s.target AS other
          FROM ledger_move s WHERE s.site = %(site)s AND s.source = h.id
           AND s.effective_at <= coalesce(%(effective_at)s::timestamptz, 'infinity')
           AND (%(effective_at)s::timestamptz IS NULL
                OR (s.effective_at, s.recorded_at, s.posting, s.line)
                   < (%(effective_at)s::timestamptz, %(recorded_at)s::timestamptz,
                      %(posting)s::uuid, %(line)s::integer))
         ORDER BY s.effective_at DESC, s.recorded_at DESC, s.posting DESC, s.line DESC
         LIMIT %(limit)s + 1) AS m
    UNION ALL
    SELECT h.id, m.* FROM holding h CROSS JOIN LATERAL (
        SELECT t.recorded_at, t.posting, t.line, t.effective_at, t."precision",
               t.quantity, t.source
          FROM ledger_move t WHERE t.site = %(site)s AND t.target = h.id
           AND t.effective_at <= coalesce(%(effective_at)s::timestamptz, 'infinity')
           AND (%(effective_at)s::timestamptz IS NULL
                OR (t.effective_at, t.recorded_at, t.posting, t.line)
                   < (%(effective_at)s::timestamptz, %(recorded_at)s::timestamptz,
                      %(posting)s::uuid, %(line)s::integer))
         ORDER BY t.effective_at DESC, t.recorded_at DESC, t.posting DESC, t.line DESC
         LIMIT %(limit)s + 1) AS m
), page AS (
    SELECT * FROM leg
     ORDER BY effective_at DESC, recorded_at DESC, posting DESC, line DESC
     LIMIT %(limit)s + 1
)
SELECT page.posting, page.line, page.effective_at, page.recorded_at, page."precision",
       page.quantity, p.kind, p.cause, p.actor, p.device, p.reverses, p.caused_by,
       r.id AS reversed_by, item.posting IS NOT NULL AS sealed,
       place.code AS place, coalesce(lot.code, '') AS lot, coalesce(serial.code, '') AS serial,
       h.status, other_place.code AS counterpart
  FROM page
  JOIN holding h ON h.id = page.holding
  JOIN ledger_posting p ON p.site = %(site)s AND p.id = page.posting
  LEFT JOIN ledger_posting r ON r.site = %(site)s AND r.reverses = p.id
  LEFT JOIN ledger_seal_item item ON item.site = %(site)s AND item.posting = p.id
  JOIN catalog_place_view place ON place.site = %(site)s AND place.id = h.place
  LEFT JOIN catalog_lot_view lot ON lot.id = h.lot
  LEFT JOIN catalog_serial_view serial ON serial.id = h.serial
  JOIN ledger_holding o ON o.site = %(site)s AND o.id = page.other
  JOIN catalog_place_view other_place ON other_place.site = %(site)s AND other_place.id = o.place
 ORDER BY page.effective_at DESC, page.recorded_at DESC, page.posting DESC, page.line DESC
