-- Requests for the place of a line (of its item and lot, or of the whole place) that a rule kept
-- back after the last count of the line's holding and before this one: the newest of each line.
WITH line AS MATERIALIZED (
    SELECT l.site, l.id, c.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
           l.observed_at, coalesce(a.at, l.observed_at - make_interval(days => %(days)s)) AS since
      FROM counting_line l
      JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
      JOIN catalog_item_view i ON i.id = l.item
      LEFT JOIN catalog_lot_view t ON t.id = l.lot
      LEFT JOIN LATERAL (
          SELECT a.at FROM ledger_assertion a
           WHERE a.site = l.site AND a.holding = l.holding AND l.holding <> 0
             AND a.at < l.observed_at AND a.ref <> l.id
           ORDER BY a.at DESC LIMIT 1 OFFSET 0) AS a ON true
     WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.observed_at IS NOT NULL
       AND l.id = ANY (%(lines)s::bigint[])
), kept AS MATERIALIZED (
    SELECT r.id, r.document, r.event, r.reason, r.place, r.item, r.lot, r.note, r.asked_by,
           r.asked_at, n.code AS rule, n.version, n.why, n.at,
           EXISTS (SELECT FROM counting_request k
                    WHERE k.site = n.site AND k.request = n.request) AS counted
      FROM counting_request_silenced n
      JOIN lifecycle_count_request_view r ON r.site = n.site AND r.id = n.request
     WHERE n.site = %(site)s AND r.asked_at >= (SELECT min(since) FROM line)
       AND r.place = ANY (ARRAY(SELECT DISTINCT place FROM line))
), told AS (
    SELECT l.id AS line, k.*,
           row_number() OVER (PARTITION BY l.id ORDER BY k.asked_at DESC, k.id) AS turn
      FROM line l
      JOIN kept k ON k.place = l.place AND k.item IN ('', l.item) AND k.lot IN ('', l.lot)
       AND k.asked_at > l.since AND k.asked_at <= l.observed_at
)
SELECT * FROM told WHERE turn <= %(each)s ORDER BY line, turn
