-- Keep the plan of a day; a day that has one is left alone.
INSERT INTO counting_day_plan (site, day, seed, made_by, made_at, report)
VALUES (%(site)s, %(day)s, %(seed)s, %(actor)s, %(now)s, %(report)s::jsonb)
    ON CONFLICT DO NOTHING
