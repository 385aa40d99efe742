-- Draw the next number of a kind at a site; the row stays locked until the transaction ends, so
-- that a document that is not written leaves no gap.
INSERT INTO lifecycle_number (site, kind, last) VALUES (%(site)s, %(kind)s, 1)
    ON CONFLICT (site, kind) DO UPDATE SET last = lifecycle_number.last + 1
RETURNING last
