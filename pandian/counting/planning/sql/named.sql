-- The ids that the words of rules mean: places with all inside them and by kind, items by code and
-- by tracking, lots, owners.
WITH RECURSIVE inside AS (
    SELECT p.code AS word, p.id FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = ANY (%(places)s::text[])
    UNION
    SELECT i.word, p.id FROM inside i
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = i.id
)
SELECT 'places' AS facet, word, id FROM inside
UNION ALL
SELECT 'place_kinds', p.kind, p.id FROM catalog_place_view p
 WHERE p.site = %(site)s AND p.kind = ANY (%(place_kinds)s::text[])
UNION ALL
SELECT 'tracking', i.tracking, i.id FROM catalog_item_view i
 WHERE i.tracking = ANY (%(tracking)s::text[])
UNION ALL
SELECT 'items', i.code, i.id FROM catalog_item_view i WHERE i.code = ANY (%(items)s::text[])
UNION ALL
SELECT 'lots', t.code, t.id FROM catalog_lot_view t WHERE t.code = ANY (%(lots)s::text[])
UNION ALL
SELECT 'owners', y.code, y.id FROM catalog_party_view y WHERE y.code = ANY (%(owners)s::text[])
