-- Close a period; only one ends at an instant.
INSERT INTO counting_period_close (site, ends_at, period, signature, closed_by, closed_at)
VALUES (%(site)s, %(ends_at)s, %(id)s, %(signature)s, %(actor)s, %(now)s)
    ON CONFLICT DO NOTHING
