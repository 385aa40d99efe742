-- End one binding at an instant, or as if it never was: its span is empty then.
UPDATE catalog_code_binding b
   SET valid_from = CASE WHEN %(void)s THEN %(at)s ELSE b.valid_from END,
       valid_to = CASE WHEN %(void)s THEN %(at)s
                       ELSE greatest(%(at)s, coalesce(b.valid_from, %(at)s)) END
  FROM catalog_item i
 WHERE i.id = b.item_id AND i.code = %(item)s AND b.scheme = %(scheme)s AND b.key = %(key)s
   AND b.unit = %(unit)s AND (b.valid_to IS NULL OR b.valid_to > %(at)s)
