-- Requests that have no task yet and that no rule kept back, oldest first.  Looked for from a day
-- before the bookmark (ms): what asks late commits late.  A nearly empty place that the same step
-- has proved needs no task.
SELECT r.id, r.reason, r.place, r.item, r.lot
  FROM lifecycle_count_request_view r
 WHERE r.site = %(site)s
   AND r.asked_at >= to_timestamp(%(since)s::bigint / 1000.0) - make_interval(days => %(days)s)
   AND NOT EXISTS (SELECT FROM counting_request k
                    WHERE k.site = r.site AND k.request = r.id)
   AND NOT EXISTS (SELECT FROM counting_request_silenced q
                    WHERE q.site = r.site AND q.request = r.id)
   AND NOT (r.reason = 'near_zero' AND EXISTS (
       SELECT FROM lifecycle_proof_place_view p
        WHERE p.site = r.site AND p.event = r.event AND p.place = r.place
          AND (p.empty OR (p.item = r.item AND r.item <> ''))))
 ORDER BY r.asked_at, r.id
