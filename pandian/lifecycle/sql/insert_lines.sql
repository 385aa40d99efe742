-- Write the lines that the client gave, numbered from 1.
INSERT INTO lifecycle_line (site, document, line, item, lot, serial, status, owner, asked, source,
                            target, attributes)
SELECT %(site)s, %(document)s, g.n, g.item, g.lot, g.serial, g.status, g.owner, g.asked,
       g.source, %(target)s, g.attributes
  FROM unnest(%(items)s::text[], %(lots)s::text[], %(serials)s::text[], %(statuses)s::text[],
              %(owners)s::text[], %(asked)s::bigint[], %(sources)s::text[],
              %(attributes)s::jsonb[])
       WITH ORDINALITY AS g (item, lot, serial, status, owner, asked, source, attributes, n)
