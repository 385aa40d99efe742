-- Lines of a plan as they stand now.  What late paper healed corrects book and variance; where a
-- repair was taken back the difference is posted without a cause.
WITH healed AS (
    SELECT h.line, h.posting, h.quantity, h.at, h.undone, h.late,
           (SELECT jsonb_agg(jsonb_build_object('posting', d.id, 'kind', d.kind,
                   'cause', d.cause, 'actor', d.actor, 'recorded_at', d.recorded_at))
              FROM ledger_posting d WHERE d.site = h.site AND d.id = ANY (h.late)
               AND NOT EXISTS (SELECT 1 FROM counting_reason_undone x
                                WHERE x.site = d.site AND x.reversal = d.id)) AS documents
      FROM counting_healed_view h
     WHERE h.site = %(site)s AND h.posting IN (SELECT DISTINCT posting FROM counting_line
            WHERE site = %(site)s AND plan = %(plan)s AND posting IS NOT NULL)
)
SELECT l.id, l.holding, p.code AS place, i.code AS item, i.name AS item_name,
       coalesce(t.code, '') AS lot, t.expires_on, coalesce(n.code, '') AS serial, l.status,
       coalesce(w.code, '') AS owner, i.unit, l.counted, l.observed_at, l.uncertainty_ms,
       l.book - coalesce(h.quantity, 0) AS book, l.variance + coalesce(h.quantity, 0) AS variance,
       (l.variance + coalesce(h.quantity, 0))::numeric * coalesce(i.cost, 0) AS value,
       v.verdict, l.explanations, l.posting, l.rounds, l.people, h.quantity - h.undone AS healed,
       h.at AS healed_at, h.documents, h.undone, u.actor AS undone_by, u.why AS undone_why,
       u.at AS undone_at,
       EXISTS (SELECT 1 FROM ledger_posting r
                WHERE r.site = l.site AND r.reverses = l.posting) AS reversed
  FROM counting_line l
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN catalog_serial_view n ON n.id = l.serial
  LEFT JOIN catalog_party_view w ON w.id = l.owner
  LEFT JOIN healed h ON h.line = l.id AND h.posting = l.posting
  LEFT JOIN LATERAL (
      SELECT x.actor, x.why, x.at FROM counting_reason r
        JOIN counting_reason_undone x ON x.site = r.site AND x.reason = r.id
       WHERE h.undone <> 0 AND r.site = l.site AND r.plan = l.plan AND x.reversal = ANY (h.late)
       ORDER BY x.at DESC LIMIT 1
  ) u ON true
 CROSS JOIN LATERAL (
      SELECT CASE WHEN h.line IS NULL THEN l.verdict
                  WHEN h.undone <> 0 AND l.variance + h.quantity <> 0 THEN 'posted'
                  ELSE 'healed' END AS verdict OFFSET 0
  ) v
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.id > %(after)s
   AND (%(ids)s::bigint[] IS NULL OR l.id = ANY (%(ids)s::bigint[]))
   AND (%(verdict)s = '' OR v.verdict = %(verdict)s)
 ORDER BY l.id
 LIMIT %(limit)s
