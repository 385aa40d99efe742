-- Note a look at some conditions of a site: those that could be looked at, those that could not.
INSERT INTO insight_check AS c (site, condition, at, found, failed_at, error)
SELECT %(site)s, x.condition, CASE WHEN x.error = '' THEN %(now)s::timestamptz END, x.found,
       CASE WHEN x.error <> '' THEN %(now)s::timestamptz END, x.error
  FROM unnest(%(conditions)s::text[], %(found)s::integer[], %(errors)s::text[])
       AS x (condition, found, error)
    ON CONFLICT (site, condition) DO UPDATE
   SET at = coalesce(excluded.at, c.at), error = excluded.error,
       found = CASE WHEN excluded.error = '' THEN excluded.found ELSE c.found END,
       failed_at = CASE WHEN excluded.error = '' THEN NULL
                        ELSE coalesce(c.failed_at, excluded.failed_at) END
