-- What the counts that nobody chose by risk found: lines, places, quantities and values, right and
-- in all.  A line counts by its final statement; what waits for a recount has none yet.
WITH drawn AS MATERIALIZED (
    SELECT DISTINCT t.plan, w.place
      FROM counting_task_why w
      JOIN counting_task t ON t.site = w.site AND t.id = w.task
     WHERE w.site = %(site)s AND w.strategy = ANY (%(strategies)s::text[])
       AND w.due_on >= (%(since)s::timestamptz)::date - 1
), line AS MATERIALIZED (
    SELECT d.plan, d.place, l.variance, abs(l.variance) AS off, greatest(l.book, 0) AS book,
           abs(l.value) AS off_value, l.verdict,
           greatest(l.book, 0)::numeric * coalesce(i.cost, 0) AS book_value
      FROM drawn d
      JOIN counting_line l ON l.site = %(site)s AND l.plan = d.plan AND l.place = d.place
       AND l.counted IS NOT NULL AND l.observed_at >= %(since)s AND l.observed_at < %(until)s
       AND l.verdict NOT IN ('uncounted', 'doubtful', 'recount')
      LEFT JOIN catalog_item_view i ON i.id = l.item
), place AS (
    SELECT bool_and(variance = 0) AS fine FROM line GROUP BY plan, place
)
SELECT (SELECT count(*) FROM line) AS lines,
       (SELECT count(*) FROM line WHERE variance = 0) AS exact,
       (SELECT count(*) FROM line WHERE variance = 0 OR verdict = 'accepted') AS tolerated,
       (SELECT count(*) FROM place) AS places,
       (SELECT count(*) FROM place WHERE fine) AS places_right,
       (SELECT coalesce(sum(book), 0) FROM line) AS quantity,
       (SELECT coalesce(sum(off), 0) FROM line) AS off,
       (SELECT coalesce(sum(book_value), 0) FROM line) AS value,
       (SELECT coalesce(sum(off_value), 0) FROM line) AS off_value
