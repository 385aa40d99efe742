-- Requests of these reasons that were taken up since an instant, with when.  Looked for from a day
-- before it: what asked late was taken up late.
SELECT r.reason, r.place, r.item, r.lot, k.taken_at AS at
  FROM lifecycle_count_request_view r
 CROSS JOIN LATERAL (
    SELECT min(q.taken_at) AS taken_at FROM counting_request q
     WHERE q.site = r.site AND q.request = r.id OFFSET 0) AS k
 WHERE r.site = %(site)s AND r.reason = ANY (%(reasons)s::text[])
   AND r.asked_at >= %(since)s::timestamptz - make_interval(days => 1)
   AND k.taken_at >= %(since)s::timestamptz
 ORDER BY k.taken_at
