-- Why tasks of a plan (or one task) are there: places, rules, versions; nothing of the book.
-- A place that was split off is told with the task in which it stands now.
SELECT w.task, c.code AS place, w.rule, w.label_zh, w.label_en, w.policy, w.strategy, w.holdings,
       w.due_on, w.params
  FROM counting_task t
  JOIN counting_task_why w ON w.site = t.site AND w.task = t.id
  JOIN counting_task_place tp ON tp.site = w.site AND tp.task = w.task AND tp.place = w.place
  JOIN catalog_place_view c ON c.site = w.site AND c.id = w.place
 WHERE t.site = %(site)s AND (t.id = %(task)s::uuid OR t.plan = %(plan)s::uuid)
 ORDER BY t.number, c.sequence, c.code, w.rule
 LIMIT %(limit)s
