-- Write how the lots of an inspection are looked at.
INSERT INTO lifecycle_sampling (site, document, n, item, lot, supplier, lot_size, level, aql,
                                severity, letter, units, accept, reject, whole, seed)
SELECT %(site)s, %(document)s, g.n, g.item, g.lot, %(supplier)s, g.lot_size, %(level)s, %(aql)s,
       g.severity, g.letter, g.units, g.accept, g.reject, g.whole, g.seed
  FROM unnest(%(ns)s::integer[], %(items)s::text[], %(lots)s::text[], %(lot_sizes)s::bigint[],
              %(severities)s::text[], %(letters)s::text[], %(units)s::bigint[],
              %(accepts)s::integer[], %(rejects)s::integer[], %(wholes)s::boolean[],
              %(seeds)s::text[])
       AS g (n, item, lot, lot_size, severity, letter, units, accept, reject, whole, seed)
