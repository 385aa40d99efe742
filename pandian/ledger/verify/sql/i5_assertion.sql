-- I5 assertion 盘点声明: at its instant the book is what was counted, plus only what is in doubt.
WITH stated AS (
    SELECT a.site, a.id, a.holding, a.at, a.counted,
           coalesce((SELECT sum(d.quantity) FROM ledger_doubt d
                      WHERE d.site = a.site AND d.assertion = a.id), 0) AS doubtful
      FROM ledger_assertion a
     WHERE a.site = ANY (%(sites)s::integer[])
       AND NOT EXISTS (SELECT 1 FROM ledger_retraction r
                        WHERE r.site = a.site AND r.assertion = a.id)
), by_site AS (
    SELECT site, array_agg(id) AS ids, array_agg(holding) AS holdings, array_agg(at) AS instants,
           array_agg(counted + doubtful) AS wanted
      FROM stated GROUP BY site
), seen AS (
    SELECT s.site, s.ids[k.n] AS id, k.holding, k.at, k.book, s.wanted[k.n] AS wanted
      FROM by_site s CROSS JOIN LATERAL ledger_book(s.site, s.holdings, s.instants) AS k
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'assertion ' || id || ' holding ' || holding || ' of site ' || site || ' at '
                  || at || ': book ' || book || ', stated ' || wanted,
           'holding', holding))
        FILTER (WHERE book <> wanted))[1:50] AS broken
  FROM seen
