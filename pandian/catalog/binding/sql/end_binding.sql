-- End one binding at an instant; one that had not begun yet never did.
UPDATE catalog_code_binding b
   SET valid_to = greatest(%(at)s, coalesce(b.valid_from, %(at)s))
  FROM catalog_item i
 WHERE i.id = b.item_id AND i.code = %(item)s AND b.scheme = %(scheme)s AND b.key = %(key)s
   AND b.unit = %(unit)s AND (b.valid_to IS NULL OR b.valid_to > %(at)s)
