-- Make a task of its own, numbered on, for one place of a task: same plan, kind, round, exclusions.
INSERT INTO counting_task (site, id, plan, number, kind, round, person, excluded, opened_at)
SELECT t.site, %(id)s, t.plan,
       (SELECT max(o.number) + 1 FROM counting_task o WHERE o.site = t.site AND o.plan = t.plan),
       t.kind, t.round, %(person)s, t.excluded, t.opened_at
  FROM counting_task t
 WHERE t.site = %(site)s AND t.id = %(task)s
