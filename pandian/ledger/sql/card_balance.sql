-- On hand of the chosen holdings now, and what moved after the cursor.
WITH holding AS (
    SELECT h.id FROM ledger_holding h
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
      LEFT JOIN catalog_lot_view l ON l.id = h.lot
      LEFT JOIN catalog_serial_view s ON s.id = h.serial
     WHERE h.site = %(site)s AND h.item = %(item)s AND h.physical
       AND CASE WHEN %(place)s::text IS NULL THEN p.kind <> 'in_transit'
                ELSE p.code = %(place)s::text END
       AND (%(lot)s::text IS NULL OR l.code = %(lot)s)
       AND (%(serial)s::text IS NULL OR s.code = %(serial)s)
       AND (%(status)s::text IS NULL OR h.status = %(status)s)
)
SELECT coalesce(sum(b.on_hand), 0)::bigint AS on_hand,
       coalesce(sum(after.quantity), 0)::bigint AS moved_after
  FROM holding h
  JOIN ledger_balance b ON b.site = %(site)s AND b.holding = h.id
  CROSS JOIN LATERAL (
      SELECT sum(x.q) AS quantity FROM (
          SELECT -m.quantity AS q FROM ledger_move m
           WHERE %(effective_at)s::timestamptz IS NOT NULL
             AND m.site = %(site)s AND m.source = h.id
             AND m.effective_at >= %(effective_at)s::timestamptz
             AND (m.effective_at, m.recorded_at, m.posting, m.line)
                 >= (%(effective_at)s::timestamptz, %(recorded_at)s::timestamptz,
                     %(posting)s::uuid, %(line)s::integer)
          UNION ALL
          SELECT m.quantity FROM ledger_move m
           WHERE %(effective_at)s::timestamptz IS NOT NULL
             AND m.site = %(site)s AND m.target = h.id
             AND m.effective_at >= %(effective_at)s::timestamptz
             AND (m.effective_at, m.recorded_at, m.posting, m.line)
                 >= (%(effective_at)s::timestamptz, %(recorded_at)s::timestamptz,
                     %(posting)s::uuid, %(line)s::integer)) AS x) AS after
