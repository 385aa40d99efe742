-- Open the virtual places of sites that lack them.
INSERT INTO catalog_place (site, code, kind, sequence, physical, active)
SELECT site.id, '@' || kind, kind, 0, false, true
  FROM governance_site_view AS site CROSS JOIN unnest(%(kinds)s::text[]) AS kind
 WHERE site.code = ANY (%(sites)s::text[])
 ORDER BY site.id, kind
    ON CONFLICT (site, code) DO NOTHING
