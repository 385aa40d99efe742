-- Say which observations are proofs of which step.
INSERT INTO lifecycle_proof_fact (site, observation, event, document, step, strength, moved, task,
       person, proved_at)
SELECT %(site)s, g.observation, %(event)s, %(document)s, g.step, g.strength, g.moved, g.task,
       %(person)s, %(now)s
  FROM unnest(%(observations)s::uuid[], %(steps)s::text[], %(strengths)s::text[],
              %(moved)s::boolean[], %(tasks)s::uuid[])
       AS g (observation, step, strength, moved, task)
