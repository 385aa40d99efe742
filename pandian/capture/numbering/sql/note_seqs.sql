-- Note the numbers that a device has used, whatever became of the rows.
INSERT INTO capture_sequence (install, seq, id, site, kind)
SELECT %(install)s, given.seq, given.id, given.site, given.kind
  FROM unnest(%(seqs)s::bigint[], %(ids)s::uuid[], %(sites)s::int[], %(kinds)s::text[])
       AS given (seq, id, site, kind)
 ORDER BY given.seq
    ON CONFLICT DO NOTHING
