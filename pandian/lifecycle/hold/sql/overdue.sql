-- Holds on which something may still be done and that nobody has touched for more days than the
-- site's policy says (its own, else that of all sites, else the default), the oldest first.
SELECT s.code AS site, d.site AS site_id, d.id, d.number, d.state,
       coalesce(d.header ->> 'cause', '') AS cause, d.changed_at
  FROM unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code)
 CROSS JOIN LATERAL (
       SELECT coalesce((
              SELECT (x.value #>> '{}')::integer FROM lifecycle_policy x
               WHERE x.site IN (s.id, 0) AND x.name = 'hold_days'
               ORDER BY x.site DESC, x.number DESC LIMIT 1), %(days)s) AS days OFFSET 0) AS p
 CROSS JOIN unnest(%(states)s::text[]) AS state (name)
 CROSS JOIN LATERAL (
       SELECT x.* FROM lifecycle_document x
        WHERE x.site = s.id AND x.kind = 'hold' AND x.state = state.name
          AND x.changed_at < %(now)s::timestamptz - make_interval(days => p.days) OFFSET 0) AS d
 ORDER BY d.changed_at, d.id
 LIMIT %(limit)s
