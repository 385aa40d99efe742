-- Keep the bodies that were refused, once each.
INSERT INTO capture_quarantine (site, install, given_id, seq, result, actor, body, body_hash,
       received_at)
SELECT g.site, %(install)s, g.id, g.seq, g.result, %(actor)s, g.body,
       sha256(convert_to(g.body, 'UTF8')), %(now)s
  FROM unnest(%(sites)s::int[], %(ids)s::text[], %(seqs)s::bigint[], %(results)s::text[],
              %(bodies)s::text[]) AS g (site, id, seq, result, body)
    ON CONFLICT DO NOTHING
