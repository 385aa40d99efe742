-- The physical holdings that the postings of new seals touched by moves, counts or withdrawn
-- counts, with their lots' siblings at the place, and the earliest instant that changed.
WITH new AS MATERIALIZED (
    SELECT p.id, p.recorded_at
      FROM (SELECT i.posting FROM ledger_seal_item i
             WHERE i.site = %(site)s AND i.number > %(after)s AND i.number <= %(upto)s OFFSET 0) s
     CROSS JOIN LATERAL (SELECT p.id, p.recorded_at FROM ledger_posting p
                          WHERE p.site = %(site)s AND p.id = s.posting OFFSET 0) AS p
), leg AS (
    SELECT m.source, m.target, m.effective_at FROM new n
     CROSS JOIN LATERAL (SELECT m.source, m.target, m.effective_at FROM ledger_move m
                          WHERE m.site = %(site)s AND m.recorded_at = n.recorded_at
                            AND m.posting = n.id OFFSET 0) AS m
), stated AS MATERIALIZED (
    SELECT a.holding, a.at FROM new n
     CROSS JOIN LATERAL (SELECT a.holding, a.at FROM ledger_assertion a
                          WHERE a.site = %(site)s AND a.posting = n.id OFFSET 0) AS a
    UNION ALL
    SELECT a.holding, a.at FROM ledger_retraction r
      JOIN new n ON n.id = r.posting
      JOIN ledger_assertion a ON a.site = r.site AND a.id = r.assertion
     WHERE r.site = %(site)s
), changed AS MATERIALIZED (
    SELECT e.holding, min(e.at) AS at
      FROM (SELECT source AS holding, effective_at AS at FROM leg
            UNION ALL SELECT target, effective_at FROM leg
            UNION ALL SELECT holding, at FROM stated) AS e
     GROUP BY e.holding
), held AS MATERIALIZED (
    SELECT h.*, c.at FROM changed c
     CROSS JOIN LATERAL (SELECT h.id, h.place, h.item, h.lot, h.status, h.owner
                           FROM ledger_holding h
                          WHERE h.site = %(site)s AND h.id = c.holding AND h.physical
                         OFFSET 0) AS h
)
SELECT holding, min(at) AS at
  FROM (SELECT id AS holding, at FROM held
        UNION ALL
        SELECT s.id, h.at FROM held h
         CROSS JOIN LATERAL (SELECT s.id FROM ledger_holding s
                              WHERE s.site = %(site)s AND s.place = h.place AND s.item = h.item
                                AND s.lot <> h.lot AND s.status = h.status
                                AND s.owner = h.owner OFFSET 0) AS s
         WHERE h.lot <> 0) AS every
 GROUP BY holding
 ORDER BY holding
