-- Draw several numbers at once; the row stays locked until the transaction ends.
INSERT INTO lifecycle_number (site, kind, last) VALUES (%(site)s, %(kind)s, %(count)s)
    ON CONFLICT (site, kind) DO UPDATE SET last = lifecycle_number.last + %(count)s
RETURNING last
