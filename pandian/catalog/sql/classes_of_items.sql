-- The classes (class, device category, ABC class) that these items carry.
SELECT DISTINCT named.value AS name
  FROM catalog_item i
 CROSS JOIN LATERAL (VALUES (i.attributes ->> 'class'), (i.attributes ->> 'category'),
                            (i.attributes ->> 'abc')) AS named (value)
 WHERE i.id = ANY (%(items)s::bigint[]) AND named.value IS NOT NULL
