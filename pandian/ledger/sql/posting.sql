-- One posting by id within the sites of the scope.
SELECT t.code AS site, p.id, p.kind, p.cause, p.actor, p.device, p.recorded_at, p.lines,
       p.reverses, p.caused_by, encode(p.digest, 'hex') AS digest
  FROM ledger_posting p JOIN governance_site_view t ON t.id = p.site
 WHERE p.site = ANY (%(sites)s::integer[]) AND p.id = %(id)s
