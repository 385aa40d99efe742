-- Places of one site by code.
SELECT id, site, code, kind, coalesce(parent_id, 0) AS parent, sequence, physical, active
  FROM catalog_place WHERE site = %(site)s AND code = ANY (%(codes)s::text[])
