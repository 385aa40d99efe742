-- Keep clock samples, each once.
INSERT INTO capture_sample (install, origin, mono_ms, wall_ms, offset_ms, error_ms, at,
       received_at)
SELECT %(install)s, g.origin, g.mono_ms, g.wall_ms, g.offset_ms, g.error_ms, g.at,
       %(received_at)s
  FROM unnest(%(origins)s::uuid[], %(monos)s::bigint[], %(walls)s::bigint[],
              %(offsets)s::bigint[], %(errors)s::bigint[], %(ats)s::timestamptz[])
       AS g (origin, mono_ms, wall_ms, offset_ms, error_ms, at)
 ORDER BY g.origin, g.mono_ms
    ON CONFLICT DO NOTHING
