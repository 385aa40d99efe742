-- Claim for a destruction what its event has put into the container: nobody else takes it out.
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT m.site, m.posting, 0, m.line, %(document)s, m.target, m.quantity
  FROM ledger_posting q
  JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at AND m.posting = q.id
 WHERE q.site = %(site)s AND q.id = %(event)s
