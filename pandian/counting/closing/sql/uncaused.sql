-- Decided variances of the period whose cause nobody confirmed, less what late paper healed.
WITH decided AS MATERIALIZED (
    SELECT l.id, l.plan, l.place, l.item, l.lot, l.serial, l.variance, l.posting, l.observed_at,
           l.verdict
      FROM counting_line l
     WHERE l.site = %(site)s AND l.variance <> 0 AND l.observed_at < %(ends_at)s
       AND (%(starts_at)s::timestamptz IS NULL OR l.observed_at >= %(starts_at)s)
       AND (l.posting IS NOT NULL AND l.verdict = 'posted' OR l.verdict = 'explained')
       AND NOT EXISTS (
           SELECT 1 FROM counting_reason r
            WHERE r.site = l.site AND r.line = l.id
              AND NOT EXISTS (SELECT 1 FROM counting_reason_undone u
                               WHERE u.site = r.site AND u.reason = r.id)
              AND NOT EXISTS (SELECT 1 FROM ledger_posting q
                               WHERE q.site = r.site AND q.reverses = r.posting))
), unhealed AS (
    SELECT l.*, l.variance + h.quantity AS rest
      FROM decided l
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(h.quantity), 0)::bigint AS quantity
             FROM ledger_assertion a
             JOIN ledger_heal h ON h.site = a.site AND h.assertion = a.id
            WHERE a.site = %(site)s AND a.posting = l.posting AND a.ref = l.id OFFSET 0) AS h
     WHERE l.variance + h.quantity <> 0
), worth AS (
    SELECT l.*, p.code AS place_code, i.code AS item_code,
           coalesce(t.code, s.code, '') AS lot_code,
           (l.rest * coalesce(i.cost, 0))::bigint AS value
      FROM unhealed l
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = l.place
      JOIN catalog_item_view i ON i.id = l.item
      LEFT JOIN catalog_lot_view t ON t.id = l.lot
      LEFT JOIN catalog_serial_view s ON s.id = l.serial
)
SELECT w.id AS line, w.plan, w.place_code AS place, w.item_code AS item, w.lot_code AS lot,
       w.verdict, w.rest AS variance, w.value, w.observed_at, count(*) OVER () AS total,
       coalesce(sum(w.value) FILTER (WHERE w.value > 0) OVER (), 0)::bigint AS plus_all,
       coalesce(sum(w.value) FILTER (WHERE w.value < 0) OVER (), 0)::bigint AS minus_all
  FROM worth w
 ORDER BY abs(w.value) DESC, w.id
 LIMIT %(limit)s
