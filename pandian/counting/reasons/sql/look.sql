-- Note up to when the late paper of a site was looked at.
INSERT INTO counting_late_look AS k (site, looked_at) VALUES (%(site)s, %(now)s)
    ON CONFLICT (site) DO UPDATE SET looked_at = excluded.looked_at
