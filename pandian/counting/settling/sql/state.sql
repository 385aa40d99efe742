-- Bring statements to holdings at the grain people see.  One holding fits: it.  None: found, as
-- accepted goods of our own.  Several and the sum is equal: all are proved.  None at all: none
-- of each.  Several and it is neither, or a lot that is kept but not named: a line without a
-- holding, which asks for the lots.
WITH fit AS (
    SELECT s.*, count(p.holding) FILTER (WHERE p.mine AND p.book <> 0) AS fits,
           coalesce(sum(p.book) FILTER (WHERE p.mine), 0) AS total,
           min(p.holding) FILTER (WHERE p.mine AND p.book <> 0) AS only
      FROM counting_said s LEFT JOIN counting_pair p ON p.said = s.said
     GROUP BY s.said, s.person, s.round, s.place, s.item, s.lot, s.serial, s.status, s.owner,
              s.detail, s.finest, s.counted, s.at, s.ms, s.adding, s.ids, s.read
), told AS (
    SELECT f.*, h.id AS holding, h.lot AS h_lot, h.serial AS h_serial, h.status AS h_status,
           h.owner AS h_owner, f.counted AS says,
           CASE WHEN num_nonnulls(f.lot, f.serial) = 2 THEN 'seen' ELSE 'single' END AS kind
      FROM fit f JOIN ledger_holding h ON h.site = %(site)s AND h.id = f.only
     WHERE f.fits = 1 AND h.place = ANY (ARRAY(SELECT DISTINCT place FROM counting_said))
    UNION ALL
    SELECT f.*, h.id, h.lot, h.serial, h.status, h.owner,
           CASE WHEN f.counted = f.total THEN p.book ELSE 0 END,
           CASE WHEN f.counted = f.total THEN 'sum' ELSE 'single' END
      FROM fit f
      JOIN counting_pair p ON p.said = f.said AND p.mine AND p.book <> 0
      JOIN ledger_holding h ON h.site = %(site)s AND h.id = p.holding
     WHERE f.fits > 1 AND f.counted IN (f.total, 0)
       AND h.place = ANY (ARRAY(SELECT DISTINCT place FROM counting_said))
    UNION ALL
    SELECT f.*, NULL, f.lot, f.serial, coalesce(f.status, 'accepted'), coalesce(f.owner, 0),
           f.counted, CASE WHEN f.counted > 0 THEN 'found' ELSE 'seen' END
      FROM fit f
     WHERE f.fits = 0 AND num_nonnulls(f.lot, f.serial) = 2
    UNION ALL
    SELECT f.*, 0, coalesce(f.lot, -1), coalesce(f.serial, -1), coalesce(f.status, ''),
           coalesce(f.owner, -1), f.counted, 'coarse'
      FROM fit f
     WHERE (f.fits > 1 AND f.counted NOT IN (f.total, 0))
        OR (f.fits = 0 AND f.counted > 0 AND num_nonnulls(f.lot, f.serial) < 2)
)
INSERT INTO counting_stated (holding, place, item, lot, serial, status, owner, person, round,
       counted, at, ms, adding, kind, ids, book, read)
SELECT holding, place, item, h_lot, h_serial, h_status, h_owner, person, round, says, at, ms,
       adding, kind, ids, CASE WHEN kind = 'coarse' THEN total END, read
  FROM told
