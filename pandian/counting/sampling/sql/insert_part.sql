-- Keep a part of a seed; one that is there already stays.
INSERT INTO counting_sample_seed (site, sample, part, value, made_at)
VALUES (%(site)s, %(id)s, %(part)s, %(value)s, %(now)s)
    ON CONFLICT (site, sample, part) DO NOTHING
