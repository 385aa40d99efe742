-- What the counts that nobody chose by risk found, a row for each place counted: lines, exact ones,
-- those inside tolerance, quantities and values of the book and how far they were off.  A line
-- counts by its final statement; what waits for a recount has none yet.  A line whose cause was
-- repaired agrees since, but the book was wrong when somebody looked.
WITH drawn AS MATERIALIZED (
    SELECT DISTINCT t.plan, w.place
      FROM counting_task_why w
      JOIN counting_task t ON t.site = w.site AND t.id = w.task
     WHERE w.site = %(site)s AND w.strategy = ANY (%(strategies)s::text[])
       AND w.due_on >= (%(since)s::timestamptz)::date - 1
), line AS MATERIALIZED (
    SELECT d.plan, d.place, l.variance = 0 AND l.verdict <> 'explained' AS exact, l.verdict,
           l.observed_at, abs(coalesce(f.variance, l.variance)) AS off,
           greatest(l.counted - coalesce(f.variance, l.variance), 0) AS book,
           coalesce(abs(f.variance) * i.cost, abs(l.value), 0) AS off_value,
           coalesce(i.cost, 0) AS cost
      FROM drawn d
      JOIN counting_line l ON l.site = %(site)s AND l.plan = d.plan AND l.place = d.place
       AND l.counted IS NOT NULL AND l.observed_at >= %(since)s AND l.observed_at < %(until)s
       AND l.verdict NOT IN ('uncounted', 'doubtful', 'recount')
      LEFT JOIN catalog_item_view i ON i.id = l.item
      LEFT JOIN counting_finding f ON f.site = l.site AND f.line = l.id AND l.verdict = 'explained'
)
SELECT (max(observed_at) AT TIME ZONE %(zone)s)::date AS day, count(*) AS lines,
       count(*) FILTER (WHERE exact) AS exact,
       count(*) FILTER (WHERE exact OR verdict = 'accepted') AS tolerated,
       sum(book)::float8 AS book, sum(off)::float8 AS off,
       sum(book::numeric * cost)::float8 AS book_value, sum(off_value)::float8 AS off_value
  FROM line
 GROUP BY plan, place
 ORDER BY day, plan, place
