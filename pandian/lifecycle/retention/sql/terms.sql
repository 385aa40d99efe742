-- What stands about goods and documents that photos are evidence of: expiry of the lot, whether the
-- item was ever on record as an implant, the legal holds and the open recalls that speak of them.
-- A recall speaks at every site.
SELECT u.n, t.expires_on,
       EXISTS (SELECT FROM lifecycle_record_master m
                WHERE m.item = u.item AND lower(m.content #>> '{attributes,implant}')
                      = ANY (%(implant)s::text[])) AS was_implant,
       coalesce((SELECT string_agg(h.reason, '; ' ORDER BY h.at) FROM lifecycle_legal_hold h
                  WHERE h.site = %(site)s
                    AND (h.document IS NULL OR h.document = u.document)
                    AND (h.item = '' OR (h.item = u.item AND h.lot IN ('', u.lot)))
                    AND NOT EXISTS (SELECT FROM lifecycle_legal_release r
                                     WHERE r.site = h.site AND r.hold = h.id)), '') AS held,
       coalesce((SELECT string_agg(DISTINCT 'RE-' || lpad(d.number::text, 6, '0'), ', ')
                   FROM lifecycle_recall_lot c
                   JOIN lifecycle_document d ON d.site = c.site AND d.id = c.recall
                    AND d.state <> ALL (ARRAY['closed', 'cancelled', 'reversed'])
                  WHERE c.item = i.id AND (c.lot = 0 OR u.lot = '' OR c.lot = t.id)), '')
           AS recalled
  FROM unnest(%(ns)s::integer[], %(items)s::text[], %(lots)s::text[], %(documents)s::uuid[])
       AS u (n, item, lot, document)
  LEFT JOIN catalog_item_view i ON i.code = u.item
  LEFT JOIN catalog_lot_view t ON t.item = i.id AND t.code = u.lot
 ORDER BY u.n
