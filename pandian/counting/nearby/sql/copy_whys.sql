-- Why the place is counted is said of the task that was split off, too; what was said stays.
INSERT INTO counting_task_why (site, task, place, rule, label_zh, label_en, policy, version,
       strategy, holdings, due_on, params)
SELECT site, %(id)s, place, rule, label_zh, label_en, policy, version, strategy, holdings, due_on,
       params
  FROM counting_task_why
 WHERE site = %(site)s AND task = %(task)s AND place = %(place)s
