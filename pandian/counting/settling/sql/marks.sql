-- Closed visits, taken before the observations: a phone sends the rows of a place before its visit,
-- so whatever belongs to these visits is seen too.  A visit with a hole in its numbers waits.
INSERT INTO counting_mark (said_by, person, round, place, at, ms, task, own)
SELECT v.id, v.person, t.round, v.place, v.closed_at, v.uncertainty_ms,
       CASE WHEN t.kind = 'recount' THEN t.id END, false
  FROM counting_visit v
  JOIN counting_task t ON t.site = %(site)s AND t.plan = %(plan)s AND t.id = v.task
  LEFT JOIN capture_install_view i ON i.id = v.install
 WHERE v.site = %(site)s AND v.plan = %(plan)s AND v.complete AND NOT v.late
   AND (v.install IS NULL OR v.seq IS NULL OR i.state = 'written_off' OR i.acked_seq >= v.seq)
