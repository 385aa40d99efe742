-- Requests that a rule kept back since an instant and that nobody has had counted since, newest
-- first: all, or one by its id.
SELECT s.code AS site, r.id, r.document, r.event, r.reason, r.place, r.item, r.lot, r.note,
       r.asked_by, r.asked_at, n.code AS rule, n.version, n.why, n.at
  FROM counting_request_silenced n
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = n.site
  JOIN lifecycle_count_request_view r ON r.site = n.site AND r.id = n.request
 WHERE n.at >= %(since)s::timestamptz
   AND (%(request)s::uuid IS NULL OR n.request = %(request)s)
   AND NOT EXISTS (SELECT FROM counting_request k
                    WHERE k.site = n.site AND k.request = n.request)
 ORDER BY n.at DESC, r.asked_at DESC, r.id
 LIMIT %(limit)s
