-- Zones with enough lines found different in the last days: how many of how many, and the same of
-- the year before that, of the zone and of the site; whether it is out of control a rule says.
-- Final lines of settled counts; open blind counts say nothing before they are closed.
WITH line AS MATERIALIZED (
    SELECT l.place, count(*) FILTER (WHERE x.late) AS lines,
           count(*) FILTER (WHERE x.late AND x.wrong) AS wrong,
           count(*) FILTER (WHERE NOT x.late) AS base_lines,
           count(*) FILTER (WHERE NOT x.late AND x.wrong) AS base_wrong,
           min(l.observed_at) FILTER (WHERE x.late AND x.wrong) AS since,
           max(l.observed_at) FILTER (WHERE x.late AND x.wrong) AS news_at
      FROM counting_final_lines(%(site)s, %(now)s::timestamptz - make_interval(
               days => %(days)s::integer + %(base_days)s::integer), %(now)s) AS l
     CROSS JOIN LATERAL (
           SELECT l.wrong, l.observed_at
                  > %(now)s::timestamptz - make_interval(days => %(days)s::integer) AS late) AS x
     WHERE NOT l.hidden
     GROUP BY l.place
), whole AS (
    SELECT coalesce(sum(base_lines), 0)::bigint AS lines,
           coalesce(sum(base_wrong), 0)::bigint AS wrong FROM line
), said AS (
    SELECT CASE WHEN a.kind = 'zone' THEN a.id WHEN b.kind = 'zone' THEN b.id
                WHEN c.kind = 'zone' THEN c.id END AS zone,
           sum(l.lines)::bigint AS lines, sum(l.wrong)::bigint AS wrong,
           sum(l.base_lines)::bigint AS base_lines, sum(l.base_wrong)::bigint AS base_wrong,
           min(l.since) AS since, max(l.news_at) AS news_at
      FROM line l
      JOIN catalog_place_view a ON a.site = %(site)s AND a.id = l.place
      LEFT JOIN catalog_place_view b ON b.site = a.site AND b.id = a.parent
      LEFT JOIN catalog_place_view c ON c.site = b.site AND c.id = b.parent
     GROUP BY 1
)
SELECT 'zone:' || p.code AS subject, s.since, s.news_at, s.wrong AS level, NULL::uuid AS plan,
       '{}'::bigint[] AS places,
       jsonb_build_object('place', p.code, 'wrong', s.wrong, 'lines', s.lines,
           'base_wrong', s.base_wrong, 'base_lines', s.base_lines,
           'site_wrong', w.wrong, 'site_lines', w.lines, 'limit_days', %(days)s::integer) AS facts
  FROM said s CROSS JOIN whole w
  JOIN catalog_place_view p ON p.site = %(site)s AND p.id = s.zone
 WHERE s.wrong >= %(number)s::integer
 ORDER BY s.wrong DESC, p.code COLLATE "C" LIMIT %(limit)s
