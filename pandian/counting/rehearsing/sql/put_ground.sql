-- Keep on which ledger a replay was made.
INSERT INTO counting_rehearsal_ground (site, rehearsal, entries, sealed, chain)
VALUES (%(site)s, %(id)s, %(entries)s, %(sealed)s, %(chain)s)
    ON CONFLICT (site, rehearsal) DO NOTHING
