-- How many alerts of sites are open as one person may see them: all, his, his outside their quiet
-- hours, late ones, critical ones, those of each condition.  Snoozed ones count in none of them.
WITH mine AS MATERIALIZED (
    SELECT n.site, n.id FROM counting_plan n
     WHERE n.site = ANY (%(sites)s::integer[]) AND n.state = 'open' AND n.blind
       AND counting_blind_to(n.site, n.id, %(person)s)
), spot AS MATERIALIZED (
    SELECT m.site, array_agg(DISTINCT c.place) AS places
      FROM mine m JOIN counting_plan_place c ON c.site = m.site AND c.plan = m.id
     GROUP BY m.site
), seen AS (
    SELECT a.*, a.person = %(person)s OR a.person = '' AND EXISTS (
           SELECT FROM unnest(%(roles)s::text[], %(role_sites)s::text[]) AS r (role, site)
            WHERE r.role = ANY (a.roles) AND r.site IN (s.code, '*')) AS is_mine
      FROM insight_alert a
      JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = a.site
     WHERE a.closed_at IS NULL AND coalesce(a.snoozed_to <= %(now)s, true)
       AND (NOT a.condition = ANY (%(telling)s::text[])
            OR NOT EXISTS (SELECT FROM mine m WHERE m.site = a.site AND m.id = a.plan)
           AND NOT EXISTS (SELECT FROM spot p WHERE p.site = a.site AND p.places && a.places))
)
SELECT count(*) AS open, count(*) FILTER (WHERE is_mine) AS mine,
       count(*) FILTER (WHERE is_mine AND coalesce(quiet_to <= %(now)s, true)) AS loud,
       count(*) FILTER (WHERE due_at < %(now)s) AS overdue,
       count(*) FILTER (WHERE severity = 'critical') AS critical,
       coalesce(bit_xor(hashtextextended(concat_ws('/', id, version, times, due_at < %(now)s), 0)),
                0) AS mark,
       (SELECT coalesce(jsonb_object_agg(k.condition, k.n ORDER BY k.n DESC), '{}')
          FROM (SELECT condition, count(*) AS n FROM seen GROUP BY condition) AS k) AS conditions
  FROM seen
