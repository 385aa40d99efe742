-- Open the lines that are new.
INSERT INTO counting_line (site, plan, holding, place, item, lot, serial, status, owner,
       generation, counted, observed_at, stated_at, uncertainty_ms, book, variance, value, verdict,
       ready, round, people, observations, rounds, explanations, judged_at)
SELECT %(site)s, %(plan)s, j.holding, j.place, j.item, j.lot, j.serial, j.status, j.owner,
       j.generation, j.counted, j.observed_at, j.stated_at, j.ms, j.book,
       coalesce(j.counted - j.book, 0), coalesce(j.counted - j.book, 0)::numeric * j.cost,
       j.judged, j.ready, j.round, j.people, j.ids, j.rounds, j.notes, %(now)s
  FROM counting_judged j
 WHERE j.line IS NULL
 ORDER BY j.place, j.item, j.lot, j.serial, j.status, j.owner
