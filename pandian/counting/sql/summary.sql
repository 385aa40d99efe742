-- What a plan says now: lines by verdict, gain and loss apart.  Healing corrects what was posted.
WITH healed AS MATERIALIZED (
    SELECT * FROM counting_healed_view h WHERE h.site = ANY (%(sites)s::int[])
), line AS (
    SELECT l.site, l.plan, l.id, l.variance + coalesce(h.quantity, 0) AS variance,
           coalesce(i.cost, 0)::numeric AS cost
      FROM counting_line l
      LEFT JOIN healed h ON h.site = l.site AND h.line = l.id AND h.posting = l.posting
      LEFT JOIN catalog_item_view i ON i.id = l.item
     WHERE l.site = ANY (%(sites)s::int[]) AND l.plan = %(plan)s AND l.counted IS NOT NULL
       AND l.verdict <> 'rejected'
)
SELECT p.state, p.settled_at, count(l.id) AS lines,
       coalesce(sum(greatest(l.variance, 0)), 0) AS gain,
       coalesce(sum(greatest(-l.variance, 0)), 0) AS loss,
       coalesce(sum(greatest(l.variance, 0) * l.cost), 0) AS gain_value,
       coalesce(sum(greatest(-l.variance, 0) * l.cost), 0) AS loss_value,
       (SELECT count(*) FROM counting_late t WHERE t.site = p.site AND t.plan = p.id) AS late,
       (SELECT count(*) FROM capture_seen_view s
         WHERE s.site = p.site AND s.tray = 'unresolved'
           AND s.task IN (SELECT id FROM counting_task WHERE site = p.site AND plan = p.id))
           AS unresolved
  FROM counting_plan p
  LEFT JOIN line l ON l.site = p.site AND l.plan = p.id
 WHERE p.id = %(plan)s AND p.site = ANY (%(sites)s::int[])
 GROUP BY p.site, p.id, p.state, p.settled_at
