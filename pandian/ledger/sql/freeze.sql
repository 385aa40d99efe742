-- Freeze one item at one site.
INSERT INTO ledger_freeze (site, item, invariant) VALUES (%(site)s, %(item)s, %(invariant)s)
    ON CONFLICT DO NOTHING
