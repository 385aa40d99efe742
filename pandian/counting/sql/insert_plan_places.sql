-- Put places into a plan, in walking order.
INSERT INTO counting_plan_place (site, plan, place, sequence)
SELECT %(site)s, %(plan)s, g.place, g.sequence
  FROM unnest(%(places)s::bigint[], %(sequences)s::bigint[]) AS g (place, sequence)
