-- Items as a record keeps them: names, unit, attributes, registrations valid on a day (today, UTC,
-- where none is given), trade numbers.
SELECT i.code, jsonb_build_object(
       'name', i.name, 'name_en', i.name_en, 'unit', i.unit, 'attributes', i.attributes,
       'registrations', coalesce((
           SELECT jsonb_agg(DISTINCT l.number ORDER BY l.number) FROM catalog_licence l
            WHERE l.holder_kind = 'item' AND l.holder = i.id
              AND l.kind IN ('registration', 'product_filing')
              AND l.valid_from <= coalesce(%(on)s::date, current_date)
              AND (l.valid_to IS NULL
                   OR l.valid_to >= coalesce(%(on)s::date, current_date))), '[]'),
       'gtins', coalesce((
           SELECT jsonb_agg(DISTINCT c.value ORDER BY c.value) FROM catalog_code_binding c
            WHERE c.item_id = i.id AND c.scheme = 'gtin'), '[]')) AS content
  FROM catalog_item i
 WHERE i.code = ANY (%(codes)s::text[])
