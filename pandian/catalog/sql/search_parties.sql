-- Partners in whose code or names every word occurs, of a kind when one is named; by code.
SELECT id, code, name, name_en, kinds
  FROM catalog_party AS party
 WHERE lower(code || ' ' || name || ' ' || name_en) LIKE ALL (%(patterns)s::text[])
   AND (%(kind)s::text = '' OR kinds @> ARRAY[%(kind)s::text])
 ORDER BY (lower(code) = %(typed)s) DESC, code
 LIMIT %(limit)s
