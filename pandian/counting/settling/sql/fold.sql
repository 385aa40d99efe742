-- Fold observations into what each person says of each key (twin: rules.fold).  An `empty` takes
-- back what the person said before of all it covers; a `set` replaces, `add`s accumulate and
-- stretch the instant to a span; a finer `set` (by lot) replaces an earlier coarse one; serials
-- are a set.
INSERT INTO counting_said (person, round, place, item, lot, serial, status, owner, detail,
       finest, counted, at, ms, adding, ids, read)
SELECT person, round, place, item, lot, serial, status, owner,
       detail, max(finest),
       CASE WHEN serial > 0 THEN least(sum(base), 1) ELSE sum(base) END, max(at),
       least((extract(epoch FROM max(at) - min(at)) * 1000)::bigint + max(ms), 86400000),
       bool_or(mode = 'add'), array_agg(id ORDER BY n), bool_or(read)
  FROM (
    SELECT s.*, max(s.n) FILTER (WHERE s.mode <> 'add')
                OVER (PARTITION BY s.person, s.round, s.place, s.item, s.lot, s.serial, s.status,
                                   s.owner) AS since
      FROM counting_seen s
     WHERE s.item > 0
       AND NOT EXISTS (
           SELECT 1 FROM counting_seen e
            WHERE e.mode = 'empty' AND e.person = s.person AND e.round = s.round
              AND e.place = s.place AND e.n > s.n
              AND (e.item = 0 OR (e.item = s.item
                   AND (e.lot IS NULL OR e.lot = s.lot)
                   AND (e.serial IS NULL OR e.serial = s.serial)
                   AND (e.status IS NULL OR e.status = s.status)
                   AND (e.owner IS NULL OR e.owner = s.owner))))
       AND NOT s.replaced
  ) AS live
 WHERE since IS NULL OR n >= since
 GROUP BY person, round, place, item, lot, serial, status, owner, detail
