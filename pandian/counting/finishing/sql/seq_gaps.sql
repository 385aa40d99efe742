-- Devices that worked on these tasks or took them: those that still miss rows, with the first
-- hole of each, and those not heard of since they took one.  A device given up stops nothing.
WITH task AS (
    SELECT t.id FROM counting_task t
     WHERE t.site = %(site)s AND t.plan = %(plan)s
       AND (%(task)s::uuid IS NULL OR t.id = %(task)s)
), lease AS (
    SELECT l.install, max(l.taken_at) AS taken_at FROM capture_lease_view l
      JOIN task t ON t.id = l.task
     WHERE l.site = %(site)s AND l.ended_at IS NULL GROUP BY l.install
), device AS (
    SELECT DISTINCT o.install FROM task t
      JOIN capture_seen_view o ON o.site = %(site)s AND o.task = t.id
     WHERE o.install IS NOT NULL
    UNION
    SELECT v.install FROM counting_visit v
     WHERE v.site = %(site)s AND v.plan = %(plan)s
       AND (%(task)s::uuid IS NULL OR v.task = %(task)s) AND v.install IS NOT NULL
    UNION
    SELECT install FROM lease
)
SELECT i.id AS install, i.name, i.acked_seq + 1 AS first, i.last_seq AS last,
       i.last_seq > i.acked_seq AS missing
  FROM device d JOIN capture_install_view i ON i.id = d.install
  LEFT JOIN lease l ON l.install = d.install
 WHERE i.state <> 'written_off' AND (i.last_seq > i.acked_seq OR i.last_seen_at <= l.taken_at)
 ORDER BY i.id
