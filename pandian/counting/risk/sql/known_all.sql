-- The exposures of all holdings of a site that hold something or were touched, one column of
-- big-endian numbers each, in the order of holdings.
WITH known AS MATERIALIZED (
    SELECT e.holding, e.item, e.place, e.touches::float8 AS touches,
           e.receipts::float8 AS receipts, e.lots::float8 AS lots,
           greatest(extract(epoch FROM %(now)s::timestamptz - e.since) / 86400, 0)::float8 AS days,
           b.on_hand::float8 AS book, coalesce(i.cost, 0)::float8 AS cost,
           (b.short > 0 OR e.short_at IS NOT NULL)::int::bigint AS urgent
      FROM counting_risk_exposure e
      JOIN ledger_balance b ON b.site = e.site AND b.holding = e.holding
      JOIN catalog_item_view i ON i.id = e.item
     WHERE e.site = %(site)s AND (b.on_hand <> 0 OR e.touches > 0)
     ORDER BY e.holding
)
SELECT string_agg(int8send(holding), '') AS holding, string_agg(int8send(item), '') AS item,
       string_agg(int8send(place), '') AS place, string_agg(float8send(touches), '') AS touches,
       string_agg(float8send(receipts), '') AS receipts, string_agg(float8send(lots), '') AS lots,
       string_agg(float8send(days), '') AS days, string_agg(float8send(book), '') AS book,
       string_agg(float8send(cost), '') AS cost, string_agg(int8send(urgent), '') AS urgent
  FROM known
