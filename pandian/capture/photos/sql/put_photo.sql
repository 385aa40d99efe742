-- Keep a photo once a site.
INSERT INTO capture_photo (site, sha256, type, content, person, install, received_at)
SELECT site, %(sha256)s, %(type)s, %(content)s, %(person)s, %(install)s, %(now)s
  FROM unnest(%(sites)s::int[]) AS given (site)
 ORDER BY site
    ON CONFLICT DO NOTHING
