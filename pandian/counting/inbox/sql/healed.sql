-- Lines that late paper healed, or that differ again because a repair was taken back, the newest
-- paper first: who counted what, which papers came late, what they explain and what remains; who
-- took what back and why.  What a taking back moved explains nothing.  With `own` only those that
-- the asking person counted or whose late paper is his; those that he has put away, or has not.
SELECT s.code AS site, d.at, l.id AS line, l.plan, c.code AS place, i.code AS item,
       coalesce(b.code, '') AS lot, h.quantity - h.undone AS quantity,
       l.variance + h.quantity AS remains, l.counted, l.observed_at, l.people,
       coalesce(d.papers, '[]') AS papers, k.kind, u.actor AS undone_by, u.why AS undone_why
  FROM counting_healed_view h
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = h.site
  JOIN counting_line l ON l.site = h.site AND l.id = h.line AND l.posting = h.posting
  CROSS JOIN LATERAL (
      SELECT max(p.recorded_at) AS at, array_agg(p.actor) AS authors,
             jsonb_agg(jsonb_build_object('posting', p.id, 'kind', p.kind, 'cause', p.cause,
                 'actor', p.actor, 'recorded_at', p.recorded_at) ORDER BY p.recorded_at)
                 FILTER (WHERE x.reason IS NULL) AS papers
        FROM ledger_posting p
        LEFT JOIN counting_reason_undone x ON x.site = p.site AND x.reversal = p.id
       WHERE p.site = h.site AND p.id = ANY (h.late) OFFSET 0
  ) d
  LEFT JOIN LATERAL (
      SELECT x.actor, x.why FROM counting_reason_undone x
       WHERE h.undone <> 0 AND x.site = h.site AND x.reversal = ANY (h.late)
       ORDER BY x.at DESC LIMIT 1
  ) u ON true
  CROSS JOIN LATERAL (
      SELECT CASE WHEN h.undone <> 0 AND l.variance + h.quantity <> 0 THEN 'undone'
                  ELSE 'healed' END AS kind OFFSET 0
  ) k
  JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view b ON b.id = l.lot
  LEFT JOIN counting_inbox_read r
    ON r.site = h.site AND r.person = %(person)s AND r.kind = k.kind
   AND r.subject = 'line:' || l.id
 WHERE (NOT %(own)s OR %(person)s = ANY (l.people || d.authors))
   AND coalesce(r.seen_to >= d.at, false) = %(read)s
 ORDER BY d.at DESC, l.id
 LIMIT %(limit)s
