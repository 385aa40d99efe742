-- Note the fingerprints of functions that were just made.
INSERT INTO kernel_function (name, digest)
SELECT * FROM unnest(%(names)s::text[], %(digests)s::bytea[])
    ON CONFLICT (name) DO UPDATE SET digest = excluded.digest
