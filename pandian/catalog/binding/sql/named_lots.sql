-- Lots as they were asked for, and how long the longest lot of an item is where that is asked.
SELECT g.item, g.code, coalesce(l.id, 0) AS id, l.expires_on,
       CASE WHEN g.measured
            THEN coalesce((SELECT max(length(o.code)) FROM catalog_lot o WHERE o.item_id = g.item),
                          0)
            ELSE 0 END AS longest
  FROM unnest(%(items)s::bigint[], %(codes)s::text[], %(measured)s::boolean[])
       AS g (item, code, measured)
  LEFT JOIN catalog_lot l ON l.item_id = g.item AND l.code = g.code
