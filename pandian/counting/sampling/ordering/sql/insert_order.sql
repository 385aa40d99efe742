-- An order of a sampling stocktake.
INSERT INTO counting_sample_order (site, id, state, request, starts_at, every_months, draws,
       said, made_by, made_at)
VALUES (%(site)s, %(id)s, 'waiting', %(request)s::jsonb, %(starts_at)s, %(every_months)s,
        %(draws)s, '[]', %(actor)s, %(now)s)
    ON CONFLICT (site, id) DO NOTHING
