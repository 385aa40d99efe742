-- Append facts, one per element of the arrays.
INSERT INTO kernel_fact (site, actor, device, kind, subject, data)
SELECT given.site, %(actor)s, %(device)s, given.kind, given.subject, given.data::jsonb
  FROM unnest(%(sites)s::int[], %(kinds)s::text[], %(subjects)s::text[], %(data)s::text[])
       AS given (site, kind, subject, data)
