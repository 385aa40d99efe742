-- What stages asked to be counted in a span, oldest first; a nearly empty place that the same step
-- has proved needs no task.
SELECT r.reason, r.place, r.item, r.lot, r.asked_at
  FROM lifecycle_count_request_view r
 WHERE r.site = %(site)s AND r.asked_at >= %(since)s::timestamptz
   AND r.asked_at < %(until)s::timestamptz
   AND NOT (r.reason = 'near_zero' AND EXISTS (
       SELECT FROM lifecycle_proof_place_view p
        WHERE p.site = r.site AND p.event = r.event AND p.place = r.place
          AND (p.empty OR (p.item = r.item AND r.item <> ''))))
 ORDER BY r.asked_at, r.id
