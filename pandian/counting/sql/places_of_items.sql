-- The places that hold these items (and lots) by the book now.
WITH reach AS MATERIALIZED (
    SELECT h.id, h.place FROM ledger_holding h
     WHERE h.site = %(site)s AND h.item = ANY (%(items)s::bigint[]) AND h.physical
       AND (%(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[]))
), array_of AS (
    SELECT array_agg(id ORDER BY id) AS holding, array_agg(%(now)s::timestamptz) AS at FROM reach
)
SELECT DISTINCT p.id, p.code, coalesce(p.sequence, 0) AS sequence
  FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
  JOIN reach r ON r.id = b.holding
  JOIN catalog_place_view p ON p.site = %(site)s AND p.id = r.place
 WHERE b.book <> 0
 ORDER BY sequence, p.code
