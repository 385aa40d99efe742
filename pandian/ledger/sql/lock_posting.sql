-- Lock one posting's reversals: the advisory lock makes one reversal wait for the other.
SELECT p.kind, p.cause, p.transfer, r.id AS reversed_by,
       coalesce((SELECT m."precision" FROM ledger_move m WHERE m.site = p.site
                  AND m.recorded_at = p.recorded_at AND m.posting = p.id LIMIT 1), 0) AS precision
  FROM (SELECT pg_advisory_xact_lock(1919252082, hashtext(%(id)s::uuid::text))) AS lock,
       ledger_posting p
  LEFT JOIN ledger_posting r ON r.site = p.site AND r.reverses = p.id
 WHERE p.site = %(site)s AND p.id = %(id)s
