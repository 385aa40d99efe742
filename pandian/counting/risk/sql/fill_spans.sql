-- Fill the spans of the holdings given.  A pick among lots: goods left while another lot of the
-- item lay at the same place, by the book of that instant.  So that no move asks for the book of
-- its own instant, the lots of a place are run through once: `turn` says when one begins to hold
-- something or ends to, its running sum how many do.
WITH held AS MATERIALIZED (
    SELECT h.*, d.at FROM unnest(%(holdings)s::bigint[], %(instants)s::timestamptz[])
           AS d (holding, at)
     CROSS JOIN LATERAL (SELECT h.id, h.place, h.item, h.lot, h.status, h.owner
                           FROM ledger_holding h
                          WHERE h.site = %(site)s AND h.id = d.holding OFFSET 0) AS h
), counts AS MATERIALIZED (
    SELECT h.id, a.assertion, a.at, a.book, a.variance,
           lag(a.at) OVER (PARTITION BY h.id ORDER BY a.at, a.assertion) AS before
      FROM held h
     CROSS JOIN LATERAL (
           SELECT a.id AS assertion, a.at, a.book, a.counted - a.book AS variance
             FROM ledger_assertion a
            WHERE a.site = %(site)s AND a.holding = h.id
              AND NOT EXISTS (SELECT FROM ledger_retraction r
                               WHERE r.site = a.site AND r.assertion = a.id) OFFSET 0) AS a
), span AS MATERIALIZED (
    SELECT h.*, c.assertion, c.before AS counted_at, c.at AS upto, c.book, c.variance
      FROM held h JOIN counts c ON c.id = h.id AND c.at >= h.at
    UNION ALL
    SELECT h.*, 0, last.at, 'infinity', 0, 0
      FROM held h
      LEFT JOIN (SELECT id, max(at) AS at FROM counts GROUP BY id) AS last ON last.id = h.id
), leg AS MATERIALIZED (
    SELECT s.id, s.assertion, m.posting, m.effective_at, m.enters, s.place, s.item, s.lot,
           s.status, s.owner
      FROM span s
     CROSS JOIN LATERAL (
           SELECT m.posting, m.effective_at, true AS enters FROM ledger_move m
            WHERE m.site = %(site)s AND m.target = s.id AND m.effective_at <= s.upto
              AND m.effective_at > coalesce(s.counted_at, '-infinity')
            UNION ALL
           SELECT m.posting, m.effective_at, false FROM ledger_move m
            WHERE m.site = %(site)s AND m.source = s.id AND m.effective_at <= s.upto
              AND m.effective_at > coalesce(s.counted_at, '-infinity') OFFSET 0) AS m
), crowd AS MATERIALIZED (
    SELECT g.since, g.place, g.item, g.status, g.owner, o.id, o.lot
      FROM (SELECT place, item, status, owner,
                   min(coalesce(counted_at, '-infinity'::timestamptz)) AS since
              FROM span WHERE lot <> 0 GROUP BY place, item, status, owner) AS g
     CROSS JOIN LATERAL (SELECT o.id, o.lot FROM ledger_holding o
                          WHERE o.site = %(site)s AND o.place = g.place AND o.item = g.item
                            AND o.status = g.status AND o.owner = g.owner OFFSET 0) AS o
), flow AS MATERIALIZED (
    SELECT c.place, c.item, c.status, c.owner, c.lot, c.id, m.at, m.n
      FROM crowd c
     CROSS JOIN LATERAL (
           SELECT e.at, sum(e.n) AS n
             FROM (SELECT m.effective_at AS at, m.quantity AS n FROM ledger_move m
                    WHERE m.site = %(site)s AND m.target = c.id AND m.effective_at > c.since
                    UNION ALL
                   SELECT m.effective_at, -m.quantity FROM ledger_move m
                    WHERE m.site = %(site)s AND m.source = c.id AND m.effective_at > c.since
                  ) AS e
            GROUP BY e.at OFFSET 0) AS m
), stand AS (
    SELECT place, item, status, owner, lot, id, at, n,
           sum(n) OVER (PARTITION BY id ORDER BY at) AS after
      FROM (SELECT place, item, status, owner, lot, id, at, n FROM flow
            UNION ALL  -- what lay there before: the book of now without what came since
            SELECT c.place, c.item, c.status, c.owner, c.lot, c.id, c.since, b.on_hand - b.came
              FROM crowd c
             CROSS JOIN LATERAL (
                   SELECT coalesce((SELECT b.on_hand FROM ledger_balance b
                                     WHERE b.site = %(site)s AND b.holding = c.id), 0) AS on_hand,
                          coalesce((SELECT sum(m.quantity) FROM ledger_move m
                                     WHERE m.site = %(site)s AND m.target = c.id
                                       AND m.effective_at > c.since), 0)
                        - coalesce((SELECT sum(m.quantity) FROM ledger_move m
                                     WHERE m.site = %(site)s AND m.source = c.id
                                       AND m.effective_at > c.since), 0) AS came OFFSET 0) AS b
           ) AS each
), beside AS (
    SELECT l.*, sum(l.turn) OVER (PARTITION BY l.place, l.item, l.status, l.owner
                                  ORDER BY l.effective_at)
              - sum(l.turn) OVER (PARTITION BY l.place, l.item, l.status, l.owner, l.lot
                                  ORDER BY l.effective_at) AS others
      FROM (SELECT *, 0 AS turn FROM leg
            UNION ALL  -- each holding that begins to hold something, or ends to
            SELECT NULL, NULL, NULL, at, NULL, place, item, lot, status, owner,
                   (after > 0)::int - (after - n > 0)::int
              FROM stand) AS l
), told AS MATERIALIZED (
    SELECT l.id, l.assertion, l.effective_at, l.enters, p.kind, p.actor,
           p.kind NOT IN ('count_adjustment', 'heal', 'shortage') AS handled,
           NOT l.enters AND l.lot <> 0 AND l.others > 0 AS among
      FROM (SELECT * FROM beside WHERE id IS NOT NULL OFFSET 0) AS l
     CROSS JOIN LATERAL (SELECT p.kind, p.actor FROM ledger_posting p
                          WHERE p.site = %(site)s AND p.id = l.posting OFFSET 0) AS p
), person AS (
    SELECT id, assertion, array_agg(actor ORDER BY actor) AS actors,
           array_agg(n ORDER BY actor) AS touched
      FROM (SELECT id, assertion, actor, count(*)::integer AS n FROM told
             WHERE handled GROUP BY id, assertion, actor) AS each
     GROUP BY id, assertion
), total AS (
    SELECT id, assertion, min(effective_at) AS first,
           count(*) FILTER (WHERE handled) AS touches,
           count(*) FILTER (WHERE handled AND enters) AS receipts,
           count(*) FILTER (WHERE handled AND among) AS lots,
           max(effective_at) FILTER (WHERE kind = 'shortage' AND enters) AS short_at
      FROM told GROUP BY id, assertion
)
INSERT INTO counting_risk_span (holding, place, item, assertion, since, upto, counted_at, touches,
       receipts, lots, actors, touched, short_at, book, variance)
SELECT s.id, s.place, s.item, s.assertion, coalesce(s.counted_at, t.first, s.upto), s.upto,
       s.counted_at, coalesce(t.touches, 0), coalesce(t.receipts, 0), coalesce(t.lots, 0),
       coalesce(p.actors, '{}'), coalesce(p.touched, '{}'), t.short_at, s.book, s.variance
  FROM span s
  LEFT JOIN total t ON t.id = s.id AND t.assertion = s.assertion
  LEFT JOIN person p ON p.id = s.id AND p.assertion = s.assertion
