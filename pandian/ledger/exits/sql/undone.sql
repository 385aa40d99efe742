-- Which lines of a posting would pass a judgement if a plain reversal swapped their ends: what the
-- goods are now stands at the old target.  Locked goods that go back out of the book are corrected.
SELECT m.line, t.status, s.status AS target_status, w.code
  FROM ledger_posting p
  JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at AND m.posting = p.id
  JOIN ledger_holding s ON s.site = m.site AND s.id = m.source
  JOIN ledger_holding t ON t.site = m.site AND t.id = m.target
  JOIN catalog_place_view sp ON sp.id = s.place
  JOIN catalog_place_view tp ON tp.id = t.place
 CROSS JOIN LATERAL unnest(ledger_judgements('', tp.kind, sp.kind, t.status, s.status, false))
       AS w (code)
 WHERE p.site = %(site)s AND p.id = %(id)s AND p.kind <> 'count_adjustment'
   AND w.code <> 'loss_needs_document'
 ORDER BY m.line, w.code
