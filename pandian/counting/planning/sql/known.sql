-- Codes of a few sites that rules may name: zones, skills in the training record, owners.
SELECT 'zones' AS of, p.code, '' AS name FROM catalog_place_view p
 WHERE p.site = ANY (%(sites)s::int[]) AND p.kind = 'zone' AND p.active
UNION
SELECT 'skills', k.skill, '' FROM counting_skill k WHERE k.site = ANY (%(sites)s::int[])
UNION
SELECT 'owners', y.code, y.name FROM catalog_party_view y WHERE 'owner' = ANY (y.kinds)
 ORDER BY 1, 2
 LIMIT %(limit)s
