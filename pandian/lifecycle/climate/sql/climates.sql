-- The limits of a site's places.
SELECT place, coldest, warmest, driest, wettest, monitored FROM lifecycle_climate
 WHERE site = %(site)s ORDER BY place COLLATE "C"
