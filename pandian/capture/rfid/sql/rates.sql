-- How often present tags are read (twin: rules.rates), by kind of reader, class, kind of place.
SELECT reader_kind, item_class, place_kind, count(*) AS passes, sum(present)::bigint AS present,
       sum(read)::bigint AS read,
       coalesce(floor(sum(read) * 1000000 / nullif(sum(present), 0)), 0)::int AS rate_ppm,
       floor((sum(read) + 1) * 1000000 / (sum(present) + 2))::int AS cautious_ppm,
       coalesce(floor(sum(read) * 1000000 / nullif(sum(present), 0)), 0) >= %(fit_ppm)s AS fit
  FROM capture_rfid_trial
 WHERE site = ANY (%(sites)s::int[])
 GROUP BY reader_kind, item_class, place_kind
 ORDER BY reader_kind COLLATE "C", item_class COLLATE "C", place_kind COLLATE "C"
