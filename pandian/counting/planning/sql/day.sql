-- The plan of one day, and the first day that was ever planned.
SELECT d.day, d.seed, d.made_at, d.report,
       (SELECT min(f.day) FROM counting_day_plan f WHERE f.site = %(site)s) AS first
  FROM (SELECT 1) AS always
  LEFT JOIN counting_day_plan d ON d.site = %(site)s AND d.day = %(day)s
