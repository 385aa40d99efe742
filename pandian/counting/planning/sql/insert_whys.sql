-- Say why tasks count places: one row per task, place and rule.
INSERT INTO counting_task_why (site, task, place, rule, label_zh, label_en, policy, version,
       strategy, holdings, due_on, params)
SELECT %(site)s, g.task, g.place, r.rule, r.zh, r.en, nullif(r.policy, '')::uuid, r.version,
       r.strategy, g.holdings, g.due_on, r.params::jsonb
  FROM unnest(%(tasks)s::uuid[], %(places)s::bigint[], %(which)s::int[], %(holdings)s::int[],
              %(due)s::date[]) AS g (task, place, which, holdings, due_on)
  JOIN unnest(%(rules)s::text[], %(zh)s::text[], %(en)s::text[], %(policies)s::text[],
              %(versions)s::int[], %(strategies)s::text[], %(params)s::text[])
       WITH ORDINALITY AS r (rule, zh, en, policy, version, strategy, params, n) ON r.n = g.which
