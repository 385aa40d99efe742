-- How much of the holdings that have stock now was looked at since then, in thousandths: by counts
-- whole, else by the best proof of somebody who moved nothing there, else, beyond that, by who did.
-- Proofs with the book shown and indirect ones weigh half.
WITH there AS MATERIALIZED (
    SELECT h.id FROM ledger_holding h
      JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand <> 0
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical
     WHERE h.site = %(site)s
), counted AS MATERIALIZED (
    SELECT DISTINCT l.holding FROM counting_line l
     WHERE l.site = %(site)s AND l.observed_at >= %(since)s AND l.posting IS NOT NULL
       AND NOT EXISTS (SELECT FROM counting_task t
                        WHERE t.site = l.site AND t.plan = l.plan AND t.number = 1
                          AND t.kind = 'proof')
), proved AS MATERIALIZED (
    SELECT v.holding,
           coalesce(max(w.weight) FILTER (WHERE NOT v.moved), 0) AS others,
           coalesce(max(w.weight) FILTER (WHERE v.moved), 0) AS movers
      FROM lifecycle_proof v
     CROSS JOIN LATERAL (
         SELECT CASE WHEN v.strength = 'full' THEN 1000 ELSE 500 END AS weight) AS w
     WHERE v.site = %(site)s AND v.effective_at >= %(since)s
     GROUP BY v.holding
)
SELECT count(*) AS holdings,
       coalesce(sum(1000) FILTER (WHERE c.holding IS NOT NULL), 0) AS counts,
       coalesce(sum(p.others) FILTER (WHERE c.holding IS NULL), 0) AS others,
       coalesce(sum(greatest(p.movers - p.others, 0)) FILTER (WHERE c.holding IS NULL), 0)
           AS movers
  FROM there t
  LEFT JOIN counted c ON c.holding = t.id
  LEFT JOIN proved p ON p.holding = t.id
