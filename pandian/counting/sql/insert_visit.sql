-- Record a visit; a known id is left alone.
INSERT INTO counting_visit (site, id, plan, task, place, person, opened_at, closed_at,
       uncertainty_ms, complete, device_opened_at, device_closed_at, install, seq, received_at,
       late)
VALUES (%(site)s, %(id)s, %(plan)s, %(task)s, %(place)s, %(person)s, %(opened_at)s,
        %(closed_at)s, %(uncertainty_ms)s, %(complete)s, %(device_opened_at)s,
        %(device_closed_at)s, %(install)s, %(seq)s, %(now)s, %(late)s)
    ON CONFLICT (site, id) DO NOTHING
RETURNING id
