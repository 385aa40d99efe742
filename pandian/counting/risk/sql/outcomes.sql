-- What counts of a site since then found, and the exposures before them, one column of big-endian
-- numbers each, in the order of assertions.
WITH known AS MATERIALIZED (
    SELECT o.assertion, o.item, o.place, o.touches::float8 AS touches,
           o.receipts::float8 AS receipts, o.lots::float8 AS lots,
           greatest(extract(epoch FROM o.at - o.since) / 86400, 0)::float8 AS days,
           o.book::float8 AS book, coalesce(i.cost, 0)::float8 AS cost,
           abs(o.variance)::float8 AS variance
      FROM counting_risk_outcome o
      JOIN catalog_item_view i ON i.id = o.item
     WHERE o.site = %(site)s AND o.at >= %(since)s
     ORDER BY o.assertion
)
SELECT string_agg(int8send(assertion), '') AS holding, string_agg(int8send(item), '') AS item,
       string_agg(int8send(place), '') AS place, string_agg(float8send(touches), '') AS touches,
       string_agg(float8send(receipts), '') AS receipts, string_agg(float8send(lots), '') AS lots,
       string_agg(float8send(days), '') AS days, string_agg(float8send(book), '') AS book,
       string_agg(float8send(cost), '') AS cost, string_agg(float8send(variance), '') AS variance
  FROM known
