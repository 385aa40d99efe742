-- Items in whose search text every word occurs, or to which a code is bound; best matches first.
SELECT id, code, name, name_en, unit, tracking, expiry, cost
  FROM catalog_item AS item
 WHERE search LIKE ALL (%(patterns)s::text[])
    OR code_key = %(key)s
    OR id IN (SELECT binding.item_id FROM catalog_code_binding AS binding
               WHERE binding.key = ANY (%(keys)s::text[]))
 ORDER BY (code_key = %(key)s) DESC, starts_with(code_key, %(key)s) DESC, code
 LIMIT %(limit)s
