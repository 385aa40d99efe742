-- Keep that a confirmed reason was taken back, by whom and why; once.
INSERT INTO counting_reason_undone (site, reason, reversal, actor, why, at)
VALUES (%(site)s, %(reason)s, %(reversal)s, %(actor)s, %(why)s, %(now)s)
    ON CONFLICT DO NOTHING
