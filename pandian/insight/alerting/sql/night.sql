-- Work of the night that was not done for more than so many hours: the proof of all books (of a
-- house that never made one: since its first fact), and the scores of what to count next, of the
-- site that waits longest (never scored: since its first seal).
WITH done AS (
    SELECT 'proof' AS what, coalesce(
           (SELECT k.at FROM kernel_fact k WHERE k.subject = %(verified)s AND k.at <= %(now)s
             ORDER BY k.id DESC LIMIT 1),
           (SELECT k.at FROM kernel_fact k ORDER BY k.id LIMIT 1)) AS since
    UNION ALL
    SELECT 'scores', min(coalesce(c.scored_at, l.at))
      FROM governance_site_view s
      LEFT JOIN LATERAL (SELECT x.scored_at FROM counting_risk_score x
             WHERE x.site = s.id LIMIT 1) AS c ON true
      LEFT JOIN LATERAL (SELECT x.at FROM ledger_seal x
             WHERE x.site = s.id ORDER BY x.number LIMIT 1) AS l ON true
     WHERE EXISTS (SELECT FROM counting_risk_exposure e
                     JOIN ledger_balance b ON b.site = e.site AND b.holding = e.holding
                    WHERE e.site = s.id AND (b.on_hand <> 0 OR e.touches > 0))
)
SELECT 'night:' || d.what AS subject, d.since, d.since AS news_at, 1::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('what', d.what, 'since', d.since) AS facts
  FROM done d
 WHERE d.since < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 ORDER BY d.what LIMIT %(limit)s
