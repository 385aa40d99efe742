-- Observations that came after their line was posted or their plan was closed, newest first;
-- those that the asking person has put away, or has not.
WITH late AS (
    SELECT t.site, t.noted_at AS at, t.observation, t.plan FROM counting_late t
     WHERE t.site = ANY (%(sites)s::int[])
    UNION
    SELECT o.site, o.received_at, o.id, p.id
      FROM counting_plan p
      JOIN counting_task t ON t.site = p.site AND t.plan = p.id
      JOIN capture_seen_view o
        ON o.site = t.site AND o.task = t.id AND o.received_at > p.closed_at
     WHERE p.site = ANY (%(sites)s::int[]) AND p.state = 'closed' AND o.tray = ''
       AND p.closed_at > clock_timestamp() - interval '90 days' AND o.mode <> 'undo'
)
SELECT s.code AS site, late.at, late.observation, late.plan, coalesce(c.code, '') AS place,
       coalesce(i.code, '') AS item, coalesce(b.code, '') AS lot, o.base AS quantity, o.person,
       o.observed_at
  FROM late
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = late.site
  JOIN capture_seen_view o ON o.site = late.site AND o.id = late.observation
  LEFT JOIN catalog_place_view c ON c.site = o.site AND c.id = o.place
  LEFT JOIN catalog_item_view i ON i.id = o.item
  LEFT JOIN catalog_lot_view b ON b.id = o.lot
  LEFT JOIN counting_inbox_read r
    ON r.site = late.site AND r.person = %(person)s AND r.kind = 'late'
   AND r.subject = 'observation:' || late.observation
 WHERE coalesce(r.seen_to >= late.at, false) = %(read)s
 ORDER BY late.at DESC, late.observation
 LIMIT %(limit)s
