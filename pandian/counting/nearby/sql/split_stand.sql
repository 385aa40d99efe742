-- The stand of the task that was split off: the needs of the first, and its share of the seconds.
WITH less AS (
    UPDATE counting_dispatch SET seconds = greatest(seconds - %(seconds)s, 0)
     WHERE site = %(site)s AND task = %(task)s
    RETURNING zone, skills, people, not_mover, not_last, priority, deadline
)
INSERT INTO counting_dispatch (site, task, zone, seconds, skills, people, not_mover, not_last,
       priority, deadline, assigned_at)
SELECT %(site)s, %(id)s, l.zone, %(seconds)s, l.skills, l.people, l.not_mover, l.not_last,
       l.priority, l.deadline, %(now)s
  FROM less l
