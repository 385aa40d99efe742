-- Devices that worked on these tasks and still miss rows: the first hole of each.
WITH device AS (
    SELECT DISTINCT o.install FROM counting_task t
      JOIN capture_seen_view o ON o.site = t.site AND o.task = t.id
     WHERE t.site = %(site)s AND t.plan = %(plan)s
       AND (%(task)s::uuid IS NULL OR t.id = %(task)s) AND o.install IS NOT NULL
    UNION
    SELECT v.install FROM counting_visit v
     WHERE v.site = %(site)s AND v.plan = %(plan)s
       AND (%(task)s::uuid IS NULL OR v.task = %(task)s) AND v.install IS NOT NULL
)
SELECT i.id AS install, i.acked_seq + 1 AS first, i.last_seq AS last
  FROM device d JOIN capture_install_view i ON i.id = d.install
 WHERE i.last_seq > i.acked_seq AND i.state <> 'written_off'
 ORDER BY i.id
