-- Set reorder levels of a site.
INSERT INTO lifecycle_reorder_level AS r (site, item, point, up_to, multiple, supplier, price)
SELECT %(site)s, g.item, g.point, g.up_to, g.multiple, g.supplier, g.price
  FROM unnest(%(items)s::text[], %(points)s::bigint[], %(tops)s::bigint[],
              %(multiples)s::bigint[], %(suppliers)s::text[], %(prices)s::bigint[])
       AS g (item, point, up_to, multiple, supplier, price)
    ON CONFLICT (site, item) DO UPDATE
   SET point = excluded.point, up_to = excluded.up_to, multiple = excluded.multiple,
       supplier = excluded.supplier, price = excluded.price
