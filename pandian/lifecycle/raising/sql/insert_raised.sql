-- Note that findings were taken up.
INSERT INTO lifecycle_raised (site, source, key, document, at)
SELECT %(site)s, %(source)s, g.key, %(document)s, %(now)s
  FROM unnest(%(keys)s::text[]) AS g (key)
    ON CONFLICT DO NOTHING
