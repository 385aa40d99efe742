-- Keep a report; the id belongs to the first.
INSERT INTO counting_period (site, id, starts_at, ends_at, last_day, seal, since, totals,
       content_hash, body, prepared_by, prepared_at)
VALUES (%(site)s, %(id)s, %(starts_at)s, %(ends_at)s, %(last_day)s, %(seal)s, %(since)s,
        %(totals)s::jsonb, %(content_hash)s, %(body)s, %(actor)s, %(now)s)
    ON CONFLICT DO NOTHING
