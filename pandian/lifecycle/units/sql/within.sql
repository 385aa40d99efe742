-- What stands in a unit at any depth: the statuses of its goods, and how deep units are nested.
WITH RECURSIVE down AS (
    SELECT p.id, 0 AS level FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(unit)s
    UNION ALL
    SELECT p.id, d.level + 1 FROM down d
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = d.id
     WHERE d.level < 64
)
SELECT (SELECT max(d.level) FROM down d) AS depth, coalesce((
       SELECT array_agg(DISTINCT h.status) FROM down d
         JOIN ledger_holding h ON h.site = %(site)s AND h.place = d.id
         JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
       ), '{}') AS statuses
