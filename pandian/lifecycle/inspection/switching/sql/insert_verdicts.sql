-- Write verdicts, in the order given.
INSERT INTO lifecycle_verdict (site, item, supplier, lot, document, verdict, reason, actor, at)
SELECT %(site)s, g.item, %(supplier)s, g.lot, %(document)s, g.verdict, %(reason)s, %(actor)s,
       %(now)s
  FROM unnest(%(items)s::text[], %(lots)s::text[], %(verdicts)s::text[])
       WITH ORDINALITY AS g (item, lot, verdict, n)
 ORDER BY g.n
