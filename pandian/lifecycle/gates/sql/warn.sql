-- Write the warnings of licences that were not told before; return those.
INSERT INTO lifecycle_licence_warning (licence, step, told_on)
SELECT g.licence, g.step, %(today)s
  FROM unnest(%(licences)s::bigint[], %(steps)s::integer[]) AS g (licence, step)
    ON CONFLICT DO NOTHING
RETURNING licence, step
