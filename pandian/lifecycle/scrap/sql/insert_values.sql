-- Write what the lines of a document are worth now.
INSERT INTO lifecycle_valuation (site, event, document, line, cost, value)
SELECT l.site, %(event)s, l.document, l.line, i.cost, i.cost::numeric * l.asked
  FROM lifecycle_line l
  JOIN catalog_item_view i ON i.code = l.item
 WHERE l.site = %(site)s AND l.document = %(document)s
