-- Studies, newest first, with how many lines are drawn; the secret of the seed from the draw on.
SELECT m.id, m.site AS site_id, s.code AS site, m.kind, m.state, m.request, m.design, m.frame_at,
       m.frame_hash, m.seed, m.plan, m.extension, m.created_by, m.created_at, m.drawn_at,
       m.closed_at, m.closed_by, m.reason, m.result, m.signature, d.drawn, p.number, p.secret
  FROM counting_sample m
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = m.site
 CROSS JOIN LATERAL (
       SELECT count(*) AS drawn FROM counting_sample_line l
        WHERE l.site = m.site AND l.sample = m.id AND l.draw > 0) AS d
 CROSS JOIN LATERAL (
       SELECT coalesce(max(p.value) FILTER (WHERE p.part = 'number'), '') AS number,
              coalesce(max(p.value) FILTER (WHERE p.part = 'secret' AND m.plan IS NOT NULL), '')
                  AS secret
         FROM counting_sample_seed p
        WHERE p.site = m.site AND p.sample = m.id) AS p
 WHERE (%(study)s::uuid IS NULL OR m.id = %(study)s)
 ORDER BY m.created_at DESC, m.id DESC
 LIMIT %(limit)s
