-- Note which version of which rule kept requests back, and why.
INSERT INTO counting_request_silenced (site, request, policy, code, version, why, at)
SELECT %(site)s, g.request, g.policy, g.code, g.version, g.why, %(now)s
  FROM unnest(%(requests)s::uuid[], %(policies)s::uuid[], %(codes)s::text[],
              %(versions)s::int[], %(whys)s::text[]) AS g (request, policy, code, version, why)
    ON CONFLICT (site, request) DO NOTHING
