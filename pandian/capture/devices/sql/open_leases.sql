-- Take the tasks that nobody holds.
INSERT INTO capture_lease (id, site, task, install, person, taken_at, renewed_at, expires_at)
SELECT w.id, %(site)s, w.task, %(install)s, %(person)s, %(now)s, %(now)s, %(until)s
  FROM unnest(%(tasks)s::uuid[], %(ids)s::uuid[]) AS w (task, id)
 ORDER BY w.task
    ON CONFLICT (task, first, last) WHERE ended_at IS NULL DO NOTHING
