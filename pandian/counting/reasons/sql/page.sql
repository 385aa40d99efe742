-- Confirmed reasons, the newest first, with what they speak of and whether they were taken back.
-- Reasons of open counts that the asking person counts blind himself are left out.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(sites)s::int[], %(codes)s::text[], %(zones)s::text[])
        AS s (id, code, zone)
), mine AS MATERIALIZED (
    SELECT n.site, n.id FROM asked s
      JOIN counting_plan n ON n.site = s.id AND n.state = 'open' AND n.blind
     WHERE counting_blind_to(n.site, n.id, %(person)s)
)
SELECT r.id, s.code AS site, s.zone, r.plan, n.name AS plan_name, r.line, p.code AS place,
       i.code AS item, i.name AS item_name, coalesce(t.code, '') AS lot, r.variance,
       coalesce(r.value, r.variance * coalesce(i.cost, 0))::bigint AS value, r.causes, r.stated,
       r.first, r.evidence, r.note, r.actor, r.rule, r.posting, r.confirmed_at,
       coalesce(u.actor, v.actor, '') AS undone_by, coalesce(u.at, v.recorded_at) AS undone_at,
       coalesce(u.why, '') AS why, w.paper_reversed
  FROM asked s
  JOIN counting_reason r ON r.site = s.id
  JOIN counting_plan n ON n.site = r.site AND n.id = r.plan
  JOIN counting_line l ON l.site = r.site AND l.id = r.line
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN counting_reason_undone u ON u.site = r.site AND u.reason = r.id
  LEFT JOIN LATERAL (
       SELECT q.actor, q.recorded_at FROM ledger_posting q
        WHERE q.site = r.site AND q.reverses = r.posting OFFSET 0) AS v ON true
  CROSS JOIN LATERAL (
       SELECT EXISTS (
           SELECT 1 FROM jsonb_array_elements(r.evidence) AS e (row)
             JOIN ledger_posting q
               ON q.site = r.site AND q.reverses = (e.row->>'posting')::uuid
            WHERE r.posting IS NULL) AS paper_reversed OFFSET 0) AS w
 WHERE (%(cause)s = '' OR %(cause)s = ANY (r.causes))
   AND (%(by)s = '' OR r.actor = %(by)s AND r.rule = '' OR split_part(r.rule, '/', 1) = %(by)s)
   AND (%(since)s::date IS NULL OR r.confirmed_at >= %(since)s::date::timestamp AT TIME ZONE s.zone)
   AND (%(until)s::date IS NULL
        OR r.confirmed_at < (%(until)s::date + 1)::timestamp AT TIME ZONE s.zone)
   AND (%(stands)s = '' OR (u.reason IS NULL AND v.actor IS NULL) = (%(stands)s = 'stands'))
   AND (%(at)s::timestamptz IS NULL OR (r.confirmed_at, r.id) < (%(at)s, %(after)s::uuid))
   AND NOT EXISTS (SELECT 1 FROM mine k WHERE k.site = r.site AND k.id = r.plan)
 ORDER BY r.confirmed_at DESC, r.id DESC
 LIMIT %(limit)s
