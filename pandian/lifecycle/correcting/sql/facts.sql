-- What was ever said of some lines of documents; `root` names the step whose facts they are, a
-- correction's being those of the step that it corrects.
SELECT g.n::integer AS n, coalesce((e.payload->>'root')::uuid, e.id) AS root, a.line, a.measure,
       a.quantity, a.lot, a.serial, a.place, a.note, a.posted, a.source
  FROM unnest(%(documents)s::uuid[], %(lines)s::integer[])
       WITH ORDINALITY AS g (document, line, n)
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_amount y
                      WHERE y.site = %(site)s AND y.document = g.document AND y.line = g.line
                     OFFSET 0) AS a
 CROSS JOIN LATERAL (SELECT y.id, y.seq, y.payload FROM lifecycle_event y
                      WHERE y.site = %(site)s AND y.id = a.event OFFSET 0) AS e
 ORDER BY g.n, e.seq, a.n
