-- Which of these places are none of the site, or hold nothing physical?
SELECT g.place FROM unnest(%(places)s::text[]) AS g (place)
 WHERE NOT EXISTS (SELECT FROM catalog_place_view p
                    WHERE p.site = %(site)s AND p.code = g.place AND p.physical)
 ORDER BY g.place
