-- The lines of a document whose item has no cost.
SELECT l.line, l.item
  FROM lifecycle_line l
  JOIN catalog_item_view i ON i.code = l.item
 WHERE l.site = %(site)s AND l.document = %(document)s AND i.cost IS NULL
 ORDER BY l.line
