-- Write a channel: a new one, or one that is there already under its lock.
INSERT INTO insight_channel (
       site, id, name, kind, shown, sealed, language, time_zone, sites, roles, conditions,
       severities, figures, pace, every, quiet_from, quiet_to, urgent, version, changed_at,
       changed_by)
VALUES (%(site)s, %(id)s, %(name)s, %(kind)s, %(shown)s, %(sealed)s, %(language)s, %(time_zone)s,
        %(sites)s::integer[], %(roles)s::text[], %(conditions)s::text[], %(severities)s::text[],
        %(figures)s, %(pace)s, %(every)s, %(quiet_from)s, %(quiet_to)s, %(urgent)s, %(version)s,
        %(now)s, %(actor)s)
    ON CONFLICT (site, id) DO UPDATE
   SET name = excluded.name, shown = excluded.shown, sealed = excluded.sealed,
       language = excluded.language, time_zone = excluded.time_zone, sites = excluded.sites,
       roles = excluded.roles, conditions = excluded.conditions, severities = excluded.severities,
       figures = excluded.figures, pace = excluded.pace, every = excluded.every,
       quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, urgent = excluded.urgent,
       version = excluded.version, changed_at = excluded.changed_at,
       changed_by = excluded.changed_by
