-- The reorder levels of a site.
SELECT item, point, up_to, multiple, supplier, price
  FROM lifecycle_reorder_level WHERE site = %(site)s ORDER BY item
