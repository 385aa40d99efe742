-- Studies, newest first, with how many lines are drawn.
SELECT m.id, s.code AS site, m.kind, m.state, m.request, m.design, m.frame_at, m.frame_hash,
       m.seed, m.plan, m.extension, m.created_by, m.created_at, m.drawn_at, m.closed_at,
       m.closed_by, m.reason, m.result, m.signature, d.drawn
  FROM counting_sample m
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = m.site
 CROSS JOIN LATERAL (
       SELECT count(*) AS drawn FROM counting_sample_line l
        WHERE l.site = m.site AND l.sample = m.id AND l.draw > 0) AS d
 WHERE (%(study)s::uuid IS NULL OR m.id = %(study)s)
 ORDER BY m.created_at DESC, m.id DESC
 LIMIT %(limit)s
