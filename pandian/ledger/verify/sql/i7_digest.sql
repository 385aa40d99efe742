-- I7 digest 封存: lines hash to the leaves, head and leaves to the digest; the altered line is named.
WITH line AS (
    SELECT m.site, m.posting,
           string_agg(substr(sha256(int4send(m.line) || int8send(m.source) || int8send(m.target)
               || int8send(m.quantity) || timestamptz_send(m.effective_at)
               || int2send(m."precision")), 1, 16), '' ORDER BY m.line) AS leaves
      FROM ledger_move m WHERE m.site = ANY (%(sites)s::integer[]) GROUP BY m.site, m.posting
), checked AS (
    SELECT p.site, p.id, p.lines, p.leaves AS sealed, coalesce(l.leaves, '') AS leaves,
           p.digest = ledger_digest(p.site, p.id, p.kind, p.cause, p.actor, p.device,
               p.recorded_at, p.reverses, p.transfer, p.caused_by, p.leaves) AS head
      FROM ledger_posting p LEFT JOIN line l ON l.site = p.site AND l.posting = p.id
     WHERE p.site = ANY (%(sites)s::integer[])
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'posting ' || id || CASE WHEN NOT head THEN ' head' ELSE ' line '
            || coalesce((SELECT string_agg(n::text, ',') FROM generate_series(1, greatest(lines,
                  length(leaves) / 16)) AS n
                WHERE substr(sealed, (n - 1) * 16 + 1, 16)
                      IS DISTINCT FROM substr(leaves, (n - 1) * 16 + 1, 16)), '?') END,
           'posting', id))
        FILTER (WHERE NOT head OR sealed <> leaves))[1:50] AS broken
  FROM checked
