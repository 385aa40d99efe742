-- Items whose class, device category or ABC class (attributes) is one of these.
SELECT id FROM catalog_item
 WHERE attributes ->> 'class' = ANY (%(classes)s::text[])
    OR attributes ->> 'category' = ANY (%(classes)s::text[])
    OR attributes ->> 'abc' = ANY (%(classes)s::text[])
 ORDER BY id
