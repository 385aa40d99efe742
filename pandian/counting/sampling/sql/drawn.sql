-- What the count said of every drawn line: the variances of all its rounds in the study's counts,
-- late paper that healed them set against; an item counted without lots that proved them all, or
-- a place finished without a line, is no difference.  Lines, heals and visits meet the drawn ones
-- by sorting, never by a join: whatever the planner believes, it takes no square of them.
WITH drawn AS MATERIALIZED (
    SELECT d.holding, d.place, d.item, d.stratum, d.turn, d.draw, d.book, d.cost
      FROM counting_sample_line d
     WHERE d.site = %(site)s AND d.sample = %(id)s AND d.draw > 0),
counted AS MATERIALIZED (
    SELECT m.plans FROM (
        SELECT array_remove(ARRAY[plan, extension], NULL) AS plans FROM counting_sample
         WHERE site = %(site)s AND id = %(id)s) AS m),
line AS MATERIALIZED (
    SELECT l.id, l.holding, l.place, l.item, l.variance, l.verdict, l.posting
      FROM counting_line l
     WHERE l.site = %(site)s AND l.plan = ANY ((SELECT plans FROM counted)::uuid[])),
healed AS MATERIALIZED (
    SELECT v.posting, v.line, v.quantity
      FROM counting_healed_view v
     WHERE v.site = %(site)s AND v.posting = ANY (
           ARRAY(SELECT DISTINCT posting FROM line WHERE posting IS NOT NULL))),
said AS MATERIALIZED (
    SELECT found.*, sum(found.quantity) OVER (PARTITION BY found.posting, found.id) AS variance
      FROM (
        SELECT id, posting, variance AS quantity, holding, place, item, verdict FROM line
         UNION ALL
        SELECT line, posting, quantity, NULL, NULL, NULL, NULL FROM healed) AS found),
met AS (
    SELECT heap.*,
           count(*) FILTER (WHERE heap.fine) OVER own AS own_lines,
           sum(heap.variance) FILTER (WHERE heap.fine) OVER own AS own_variance,
           bool_and(heap.final) FILTER (WHERE heap.fine) OVER own AS own_final,
           count(*) FILTER (WHERE heap.coarse) OVER coarse AS coarse_lines,
           bool_and(heap.final) FILTER (WHERE heap.coarse) OVER coarse AS coarse_final,
           bool_or(heap.seen) OVER seen AS place_seen
      FROM (
        SELECT holding, place, item, stratum, turn, draw, book, cost, NULL::numeric AS variance,
               false AS fine, false AS coarse, NULL::boolean AS final, false AS seen
          FROM drawn
         UNION ALL
        SELECT holding, place, item, NULL, NULL, NULL, NULL, NULL, variance,
               holding <> 0, holding = 0, CASE holding WHEN 0
                   THEN posting IS NOT NULL AND verdict = 'matched'
                   ELSE verdict = 'rejected'
                        OR (posting IS NOT NULL AND verdict = ANY (%(final)s::text[])) END, false
          FROM said WHERE verdict IS NOT NULL
         UNION ALL
        SELECT 0, v.place, 0, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, true
          FROM counting_visit v
         WHERE v.site = %(site)s AND v.plan = ANY ((SELECT plans FROM counted)::uuid[])
           AND v.complete AND v.judged_at IS NOT NULL AND NOT v.late) AS heap
    WINDOW own AS (PARTITION BY heap.holding),
           coarse AS (PARTITION BY heap.place, heap.item),
           seen AS (PARTITION BY heap.place))
SELECT m.holding, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
       coalesce(n.code, '') AS serial, m.stratum, m.turn, m.draw, m.book, m.cost,
       coalesce(m.own_variance, 0)::bigint AS variance,
       CASE WHEN m.own_lines > 0 THEN m.own_final
            WHEN m.coarse_lines > 0 THEN m.coarse_final
            ELSE m.place_seen END AS final
  FROM met m
 CROSS JOIN LATERAL (SELECT h.lot, h.serial FROM ledger_holding h
                      WHERE h.site = %(site)s AND h.id = m.holding OFFSET 0) AS h
 CROSS JOIN LATERAL (SELECT v.code FROM catalog_place_view v
                      WHERE v.site = %(site)s AND v.id = m.place OFFSET 0) AS p
 CROSS JOIN LATERAL (SELECT v.code FROM catalog_item_view v
                      WHERE v.id = m.item OFFSET 0) AS i
  LEFT JOIN LATERAL (SELECT v.code FROM catalog_lot_view v
                      WHERE v.id = h.lot OFFSET 0) AS t ON true
  LEFT JOIN LATERAL (SELECT v.code FROM catalog_serial_view v
                      WHERE v.id = h.serial OFFSET 0) AS n ON true
 WHERE m.draw > 0
 ORDER BY m.stratum, m.turn
