-- One place for every EPC of a pass (twin: rules.tags): the strongest by mean signal when it
-- leads by the margin; else, or where a signal was not told, ambiguous.
WITH heard AS (
    SELECT epc, place, sum(count)::bigint AS count,
           floor(sum(rssi_cdbm::numeric * count) / nullif(sum(count) FILTER
                 (WHERE rssi_cdbm IS NOT NULL), 0))::int AS rssi_cdbm,
           min(first_at) AS first_at, max(last_at) AS last_at
      FROM capture_rfid_read
     WHERE site = %(site)s AND pass = %(pass)s
       AND (%(epcs)s::text[] IS NULL OR epc = ANY (%(epcs)s::text[]))
     GROUP BY epc, place
), ranked AS (
    SELECT h.*, row_number() OVER strongest AS n,
           lead(rssi_cdbm) OVER strongest AS next_cdbm, count(*) OVER every AS places,
           sum(count) OVER every AS all_count, min(first_at) OVER every AS all_first,
           max(last_at) OVER every AS all_last
      FROM heard h
    WINDOW strongest AS (PARTITION BY epc ORDER BY rssi_cdbm DESC NULLS LAST, count DESC,
                         place COLLATE "C"),
           every AS (PARTITION BY epc)
)
SELECT r.epc, r.place,
       r.places > 1 AND coalesce(r.rssi_cdbm - r.next_cdbm < %(margin_cdbm)s, true) AS ambiguous,
       r.all_count::bigint AS count, r.rssi_cdbm, r.all_first AS first_at,
       r.all_last AS last_at
  FROM ranked r
 WHERE r.n = 1
 ORDER BY r.epc COLLATE "C"
