-- Write the lines that the client gave, numbered from 1.
INSERT INTO lifecycle_line (site, document, line, item, lot, serial, status, owner, asked, source,
                            target)
SELECT %(site)s, %(document)s, g.n, g.item, g.lot, g.serial, %(status)s, g.owner, g.asked,
       %(source)s, %(target)s
  FROM unnest(%(items)s::text[], %(lots)s::text[], %(serials)s::text[], %(owners)s::text[],
              %(asked)s::bigint[])
       WITH ORDINALITY AS g (item, lot, serial, owner, asked, n)
