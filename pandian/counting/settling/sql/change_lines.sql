-- Bring the open lines up to what was judged.
UPDATE counting_line l
   SET holding = j.holding, counted = j.counted, observed_at = j.observed_at,
       stated_at = j.stated_at, uncertainty_ms = j.ms, book = j.book,
       variance = coalesce(j.counted - j.book, 0),
       value = coalesce(j.counted - j.book, 0)::numeric * j.cost, verdict = j.judged,
       ready = j.ready, round = j.round, people = j.people, observations = j.ids,
       rounds = j.rounds, explanations = j.notes, doubted = false, judged_at = %(now)s
  FROM counting_judged j
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.id = j.line
