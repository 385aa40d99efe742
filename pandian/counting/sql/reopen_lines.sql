-- A posted line that late paper put in doubt: its next generation waits for a recount.
INSERT INTO counting_line (site, plan, holding, place, item, lot, serial, status, owner,
       generation, counted, observed_at, stated_at, uncertainty_ms, book, variance, value, verdict,
       ready, round, people, observations, rounds, explanations, doubted, distrusted_to,
       judged_at)
SELECT l.site, l.plan, l.holding, l.place, l.item, l.lot, l.serial, l.status, l.owner,
       l.generation + 1, l.counted, l.observed_at, l.stated_at, l.uncertainty_ms, l.counted, 0, 0,
       'doubtful', false, l.round, l.people, l.observations, l.rounds,
       jsonb_build_array(jsonb_build_object('cause', 'ledger_doubt', 'params',
           jsonb_build_object('posting', g.late, 'quantity', g.quantity))),
       true, l.observed_at, %(now)s
  FROM (SELECT line, posting, min(late::text) AS late, sum(quantity) AS quantity
          FROM unnest(%(lines)s::bigint[], %(postings)s::uuid[], %(late)s::uuid[],
                      %(quantities)s::bigint[]) AS g (line, posting, late, quantity)
         GROUP BY line, posting) AS g
  JOIN counting_line l ON l.site = %(site)s AND l.id = g.line AND l.posting = g.posting
  JOIN counting_plan p ON p.site = l.site AND p.id = l.plan AND p.state = 'open'
    ON CONFLICT DO NOTHING
RETURNING plan
