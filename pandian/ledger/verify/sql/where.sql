-- The items and places, by their codes, of what breaks an invariant at a site: holdings, the ends
-- of the moves of postings, items.
WITH ends AS (
    SELECT m.source, m.target
      FROM ledger_posting p
      JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at AND m.posting = p.id
     WHERE p.site = %(site)s AND p.id = ANY (%(postings)s::uuid[])
), holding AS (
    SELECT unnest(%(holdings)s::bigint[]) AS id
    UNION SELECT source FROM ends
    UNION SELECT target FROM ends
), thing AS (
    SELECT h.item, CASE WHEN h.physical THEN h.place END AS place
      FROM holding o JOIN ledger_holding h ON h.site = %(site)s AND h.id = o.id
    UNION
    SELECT unnest(%(items)s::bigint[]), NULL
)
SELECT (coalesce((SELECT array_agg(DISTINCT i.code) FROM thing t
                    JOIN catalog_item_view i ON i.id = t.item), '{}'))[:%(limit)s] AS items,
       (coalesce((SELECT array_agg(DISTINCT p.code) FROM thing t
                    JOIN catalog_place_view p ON p.id = t.place), '{}'))[:%(limit)s] AS places
