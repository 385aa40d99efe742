-- What the count said of every drawn line: the variances of all its rounds in the study's counts,
-- late paper that healed them set against; an item counted without lots that proved them all, or
-- a place finished without a line, is no difference.
SELECT d.holding, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
       coalesce(n.code, '') AS serial, d.stratum, d.turn, d.draw, d.book, d.cost,
       coalesce(own.variance, 0)::bigint AS variance,
       CASE WHEN own.lines > 0 THEN own.final
            WHEN coarse.lines > 0 THEN coarse.final
            ELSE coalesce(seen.seen, false) END AS final
  FROM counting_sample m
  JOIN counting_sample_line d ON d.site = m.site AND d.sample = m.id AND d.draw > 0
  JOIN ledger_holding h ON h.site = d.site AND h.id = d.holding
  JOIN catalog_place_view p ON p.site = d.site AND p.id = d.place
  JOIN catalog_item_view i ON i.id = d.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
  LEFT JOIN catalog_serial_view n ON n.id = h.serial
 CROSS JOIN LATERAL (
       SELECT count(*) AS lines, sum(l.variance + coalesce(v.quantity, 0)) AS variance,
              bool_and(l.verdict = 'rejected'
                       OR (l.posting IS NOT NULL AND l.verdict = ANY (%(final)s::text[]))) AS final
         FROM counting_line l
         LEFT JOIN counting_healed_view v
           ON v.site = l.site AND v.posting = l.posting AND v.line = l.id
        WHERE l.site = d.site AND l.plan IN (m.plan, m.extension) AND l.holding = d.holding
       OFFSET 0) AS own
 CROSS JOIN LATERAL (
       SELECT count(*) AS lines, bool_and(l.posting IS NOT NULL AND l.verdict = 'matched') AS final
         FROM counting_line l
        WHERE l.site = d.site AND l.plan IN (m.plan, m.extension) AND l.holding = 0
          AND l.place = d.place AND l.item = d.item
       OFFSET 0) AS coarse
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT FROM counting_visit v
         WHERE v.site = d.site AND v.plan IN (m.plan, m.extension) AND v.place = d.place
           AND v.complete AND v.judged_at IS NOT NULL AND NOT v.late) AS seen
       OFFSET 0) AS seen
 WHERE m.site = %(site)s AND m.id = %(id)s
 ORDER BY d.stratum, d.turn
