-- Note when the differences of a plan were looked into last.
INSERT INTO counting_explained (site, plan, explained_at) VALUES (%(site)s, %(plan)s, %(now)s)
    ON CONFLICT (site, plan) DO UPDATE SET explained_at = excluded.explained_at
