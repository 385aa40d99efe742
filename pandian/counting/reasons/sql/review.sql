-- Reasons that stand, counted by week (from Monday, at the site) and cause; with the same filters
-- as the page, and without what the asking person counts blind himself.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(sites)s::int[], %(codes)s::text[], %(zones)s::text[])
        AS s (id, code, zone)
), mine AS MATERIALIZED (
    SELECT n.site, n.id FROM asked s
      JOIN counting_plan n ON n.site = s.id AND n.state = 'open' AND n.blind
     WHERE counting_blind_to(n.site, n.id, %(person)s)
)
SELECT date_trunc('week', r.confirmed_at AT TIME ZONE s.zone)::date AS week, r.causes,
       count(*)::integer AS lines, sum(abs(r.variance))::bigint AS quantity,
       sum(abs(coalesce(r.value, r.variance * coalesce(i.cost, 0))))::bigint AS value
  FROM asked s
  JOIN counting_reason r ON r.site = s.id
  JOIN counting_line l ON l.site = r.site AND l.id = r.line
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN counting_reason_undone u ON u.site = r.site AND u.reason = r.id
  LEFT JOIN LATERAL (
       SELECT q.actor FROM ledger_posting q
        WHERE q.site = r.site AND q.reverses = r.posting OFFSET 0) AS v ON true
 WHERE u.reason IS NULL AND v.actor IS NULL
   AND (%(cause)s = '' OR %(cause)s = ANY (r.causes))
   AND (%(by)s = '' OR r.actor = %(by)s AND r.rule = '' OR split_part(r.rule, '/', 1) = %(by)s)
   AND (%(since)s::date IS NULL OR r.confirmed_at >= %(since)s::date::timestamp AT TIME ZONE s.zone)
   AND (%(until)s::date IS NULL
        OR r.confirmed_at < (%(until)s::date + 1)::timestamp AT TIME ZONE s.zone)
   AND NOT EXISTS (SELECT 1 FROM mine k WHERE k.site = r.site AND k.id = r.plan)
 GROUP BY 1, 2 ORDER BY 1, 2
