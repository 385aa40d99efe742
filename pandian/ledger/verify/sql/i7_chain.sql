-- I7 chain 封存链: each seal's root hashes its postings' digests, each link hashes the one before.
WITH root AS (
    SELECT i.site, i.number, count(*) AS postings, count(p.id) AS present,
           sha256(string_agg(p.digest, '' ORDER BY p.recorded_at, p.id)) AS root
      FROM ledger_seal_item i
      LEFT JOIN ledger_posting p ON p.site = i.site AND p.id = i.posting
     WHERE i.site = ANY (%(sites)s::integer[]) GROUP BY i.site, i.number
), link AS (
    SELECT s.*, lag(s.chain, 1, ''::bytea) OVER w AS before,
           lag(s.number, 1, 0::bigint) OVER w AS number_before
      FROM ledger_seal s WHERE s.site = ANY (%(sites)s::integer[])
    WINDOW w AS (PARTITION BY s.site ORDER BY s.number)
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'seal ' || k.number || ' of site ' || k.site))
        FILTER (WHERE k.root IS DISTINCT FROM r.root OR k.postings IS DISTINCT FROM r.present
                   OR k.previous <> k.before OR k.number <> k.number_before + 1
                   OR k.chain <> sha256(k.before || k.root || int8send(k.number)
                                        || int4send(k.postings))))[1:50] AS broken
  FROM link k LEFT JOIN root r ON r.site = k.site AND r.number = k.number
