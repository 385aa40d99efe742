-- Items as records kept them nearest to an instant: the last before it, else the first after it.
SELECT k.item, m.content
  FROM unnest(%(items)s::text[]) AS k (item)
 CROSS JOIN LATERAL (
       SELECT x.content FROM lifecycle_record_master x
        WHERE x.item = k.item
        ORDER BY (x.at <= %(at)s) DESC,
              CASE WHEN x.at <= %(at)s THEN %(at)s - x.at ELSE x.at - %(at)s END
        LIMIT 1) AS m
