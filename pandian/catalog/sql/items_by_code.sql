-- Items whose code is one of these texts, or equals one in the folded form.
SELECT id, code, code_key, name, name_en, unit, tracking, expiry, cost
  FROM catalog_item
 WHERE code = ANY (%(codes)s::text[]) OR code_key = ANY (%(keys)s::text[])
 ORDER BY code
