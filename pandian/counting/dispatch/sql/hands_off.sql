-- Who may not count a place of a task because of what he did: its last counter, and who moved goods
-- there since the day began; only where the task's rule says so.
SELECT d.task, tp.place, v.person
  FROM counting_dispatch d
  JOIN counting_task_place tp ON tp.site = d.site AND tp.task = d.task
 CROSS JOIN LATERAL (
      SELECT v.person FROM counting_visit v
       WHERE v.site = d.site AND v.place = tp.place AND v.complete AND NOT v.late
         AND v.task <> d.task
       ORDER BY v.closed_at DESC LIMIT 1 OFFSET 0) AS v
 WHERE d.site = %(site)s AND d.task = ANY (%(tasks)s::uuid[]) AND d.not_last
UNION
SELECT d.task, tp.place, g.actor AS person
  FROM counting_dispatch d
  JOIN counting_task_place tp ON tp.site = d.site AND tp.task = d.task
  JOIN ledger_holding h ON h.site = d.site AND h.place = tp.place
 CROSS JOIN LATERAL (
      SELECT m.posting FROM ledger_move m
       WHERE m.site = h.site AND m.source = h.id AND m.effective_at >= %(midnight)s
         AND m.recorded_at >= %(midnight)s
      UNION
      SELECT m.posting FROM ledger_move m
       WHERE m.site = h.site AND m.target = h.id AND m.effective_at >= %(midnight)s
         AND m.recorded_at >= %(midnight)s) AS m
  JOIN ledger_posting g ON g.site = d.site AND g.id = m.posting
 WHERE d.site = %(site)s AND d.task = ANY (%(tasks)s::uuid[]) AND d.not_mover
