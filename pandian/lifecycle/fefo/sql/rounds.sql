-- How many ranks of needs the lines of these documents have: lots named, lives asked, whole packs.
SELECT coalesce(max(r.round), 0)::integer AS rounds
  FROM (SELECT dense_rank() OVER (
                   PARTITION BY l.item, l.owner
                   ORDER BY l.lot = '',
                       coalesce((l.attributes ->> 'min_life_days')::integer,
                                (d.header ->> 'min_life_days')::integer, 0) DESC,
                       coalesce((l.attributes ->> 'whole')::integer, 1) DESC, l.lot) AS round
          FROM unnest(%(documents)s::uuid[]) AS g (document)
         CROSS JOIN LATERAL (SELECT h.header FROM lifecycle_document h
                              WHERE h.site = %(site)s AND h.id = g.document OFFSET 0) d
         CROSS JOIN LATERAL (SELECT x.* FROM lifecycle_line x
                              WHERE x.site = %(site)s AND x.document = g.document
                                AND x.source = '' OFFSET 0) l) r
