-- The lines that a rehearsal found different at a site, with their names: of one day or all, of
-- one side or both, of all or those behind one figure of the comparison.
SELECT d.side, d.day, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
       f.book, f.counted, f.variance, f.held, f.words, f.slips, f.verdict, f.people, f.value
  FROM counting_rehearsal_day d
 CROSS JOIN LATERAL jsonb_to_recordset(d.lines) AS f (
       holding bigint, book bigint, counted bigint, variance bigint, held bigint,
       differences integer, words integer, slips integer, verdict text, people integer,
       value numeric)
  JOIN ledger_holding h ON h.site = d.site AND h.id = f.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
 WHERE d.site = %(site)s AND d.rehearsal = %(id)s
   AND (%(day)s::date IS NULL OR d.day = %(day)s::date)
   AND (%(side)s::int IS NULL OR d.side = %(side)s::int)
   AND CASE %(of)s WHEN '' THEN true
                   WHEN 'met' THEN f.differences > 0
                   WHEN 'slips' THEN f.slips > 0
                   WHEN 'recounts' THEN f.words > 1
                   WHEN 'unproved' THEN f.held <> f.variance
                   ELSE f.verdict = %(of)s END
 ORDER BY d.day, d.side, p.code, i.code, f.holding
OFFSET %(after)s LIMIT %(limit)s
