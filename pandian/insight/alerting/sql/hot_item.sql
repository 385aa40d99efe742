-- Items with enough lines found different in the last days: how many of how many, and the same of
-- the year before that, of the item and of the site; whether it is out of control a rule says.
-- Final lines of settled counts; open blind counts say nothing before they are closed.
WITH line AS MATERIALIZED (
    SELECT l.item, l.observed_at, l.wrong,
           l.observed_at > %(now)s::timestamptz - make_interval(days => %(days)s::integer) AS late
      FROM counting_final_lines(%(site)s, %(now)s::timestamptz - make_interval(
               days => %(days)s::integer + %(base_days)s::integer), %(now)s) AS l
     WHERE NOT l.hidden
), whole AS (
    SELECT count(*) AS lines, count(*) FILTER (WHERE wrong) AS wrong FROM line WHERE NOT late
), said AS (
    SELECT l.item, count(*) FILTER (WHERE l.late) AS lines,
           count(*) FILTER (WHERE l.late AND l.wrong) AS wrong,
           count(*) FILTER (WHERE NOT l.late) AS base_lines,
           count(*) FILTER (WHERE NOT l.late AND l.wrong) AS base_wrong,
           min(l.observed_at) FILTER (WHERE l.late AND l.wrong) AS since,
           max(l.observed_at) FILTER (WHERE l.late AND l.wrong) AS news_at
      FROM line l GROUP BY l.item
)
SELECT 'item:' || i.code AS subject, s.since, s.news_at, s.wrong AS level, NULL::uuid AS plan,
       '{}'::bigint[] AS places,
       jsonb_build_object('item', i.code, 'wrong', s.wrong, 'lines', s.lines,
           'base_wrong', s.base_wrong, 'base_lines', s.base_lines,
           'site_wrong', w.wrong, 'site_lines', w.lines, 'limit_days', %(days)s::integer) AS facts
  FROM said s CROSS JOIN whole w
  JOIN catalog_item_view i ON i.id = s.item
 WHERE s.wrong >= %(number)s::integer
 ORDER BY s.wrong DESC, i.code COLLATE "C" LIMIT %(limit)s
