-- Put the places of new proofs into the plans of their days and into the days' tasks.
WITH day AS (
    SELECT * FROM unnest(%(plans)s::uuid[], %(tasks)s::uuid[]) AS d (plan, task)
), seen AS MATERIALIZED (
    SELECT DISTINCT d.plan, d.task, s.place, coalesce(p.sequence, 0) AS sequence
      FROM day d
      JOIN capture_seen_view s ON s.site = %(site)s AND s.task = d.task AND s.place > 0
      JOIN catalog_place_view p ON p.site = s.site AND p.id = s.place
), put AS (
    INSERT INTO counting_plan_place (site, plan, place, sequence)
    SELECT %(site)s, plan, place, sequence FROM seen
        ON CONFLICT DO NOTHING
)
INSERT INTO counting_task_place (site, task, place, sequence)
SELECT %(site)s, task, place, sequence FROM seen
    ON CONFLICT DO NOTHING
