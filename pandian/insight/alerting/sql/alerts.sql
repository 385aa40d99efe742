-- Alerts of sites as one person may see them, a page: open ones by severity and then by their
-- instant, then closed ones, the newest first.  What would tell him of a place or a count that he
-- counts blind himself is left out.
WITH mine AS MATERIALIZED (
    SELECT n.site, n.id FROM counting_plan n
     WHERE n.site = ANY (%(sites)s::integer[]) AND n.state = 'open' AND n.blind
       AND counting_blind_to(n.site, n.id, %(person)s)
), spot AS MATERIALIZED (
    SELECT m.site, array_agg(DISTINCT c.place) AS places
      FROM mine m JOIN counting_plan_place c ON c.site = m.site AND c.plan = m.id
     GROUP BY m.site
), seen AS (
    SELECT a.*, s.code AS site_code, a.closed_at IS NOT NULL AS key0,
           CASE WHEN a.closed_at IS NOT NULL THEN 0
                ELSE array_position('{critical,warning,notice}'::text[], a.severity) END AS key1,
           CASE WHEN a.closed_at IS NOT NULL THEN -extract(epoch FROM a.closed_at)
                ELSE extract(epoch FROM a.due_at) END AS key2
      FROM insight_alert a
      JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = a.site
     WHERE (%(id)s::uuid IS NULL OR a.id = %(id)s)
       AND (%(id)s::uuid IS NOT NULL OR %(closed)s::boolean IS NULL
            OR (a.closed_at IS NOT NULL) = %(closed)s)
       AND (%(condition)s = '' OR a.condition = %(condition)s)
       AND (%(severity)s = '' OR a.severity = %(severity)s)
       AND (%(holder)s = '' OR a.person = %(holder)s)
       AND (%(subject)s = '' OR a.subject = %(subject)s)
       AND (NOT %(overdue)s OR a.closed_at IS NULL AND a.due_at < %(now)s
            AND coalesce(a.snoozed_to <= %(now)s, true))
       AND (%(stand)s <> 'live' OR coalesce(a.snoozed_to <= %(now)s, true))
       AND (%(stand)s IN ('', 'live') OR %(stand)s = CASE
            WHEN a.closed_at IS NOT NULL THEN 'closed'
            WHEN a.snoozed_to > %(now)s THEN 'snoozed'
            WHEN a.person <> '' THEN 'taken' ELSE 'open' END)
       AND (NOT %(mine)s OR a.person = %(person)s OR a.person = '' AND EXISTS (
            SELECT FROM unnest(%(roles)s::text[], %(role_sites)s::text[]) AS r (role, site)
             WHERE r.role = ANY (a.roles) AND r.site IN (s.code, '*')))
       AND (NOT a.condition = ANY (%(telling)s::text[])
            OR NOT EXISTS (SELECT FROM mine m WHERE m.site = a.site AND m.id = a.plan)
           AND NOT EXISTS (SELECT FROM spot p WHERE p.site = a.site AND p.places && a.places))
), counted AS (
    SELECT count(*) AS total FROM seen
)
SELECT seen.*, counted.total,
       concat_ws('_', seen.key0::integer, seen.key1, seen.key2, seen.id) AS turn,
       CASE WHEN seen.closed_at IS NULL THEN c.at END AS looked_at
  FROM seen CROSS JOIN counted
  LEFT JOIN insight_check c ON c.site = seen.site AND c.condition = seen.condition
 WHERE %(after)s::uuid IS NULL
    OR (seen.key0, seen.key1, seen.key2, seen.id) > (
       (%(key0)s::integer)::boolean, %(key1)s::integer, %(key2)s::numeric, %(after)s::uuid)
 ORDER BY seen.key0, seen.key1, seen.key2, seen.id
 LIMIT %(limit)s
