-- Keep the zones in which a person works.
INSERT INTO counting_zone_person (site, person, zone, made_by, made_at)
SELECT %(site)s, %(person)s, z, %(actor)s, %(now)s FROM unnest(%(zones)s::bigint[]) AS z
