-- Statements that differ while a move lies inside the uncertainty of their instant: try every order
-- (twin: rules.order).  The books that are possible are those before, between and after the near
-- moves.  One that gives zero is taken; else the only one inside tolerance; else the statement is
-- doubtful.
WITH near AS MATERIALIZED (
    SELECT s.stated, s.counted, s.book, s.at, s.item, s.place, s.person, s.ms, m.posting,
           m.effective_at, m.quantity, m.precision,
           sum(m.quantity) OVER later AS running,
           sum(CASE WHEN m.effective_at <= s.at THEN m.quantity ELSE 0 END)
               OVER (PARTITION BY s.stated) AS inside,
           bool_or(m.precision > 0) OVER (PARTITION BY s.stated) AS vague
      FROM counting_near m JOIN counting_stated s ON s.stated = m.stated
    WINDOW later AS (PARTITION BY s.stated ORDER BY m.effective_at
                     RANGE UNBOUNDED PRECEDING)
), possible AS (
    SELECT stated, counted, at, item, place, person, vague, ms,
           min(effective_at) - interval '1 us' AS t, (max(book - inside))::bigint AS book
      FROM near GROUP BY stated, counted, at, item, place, person, vague, ms
    UNION
    SELECT stated, counted, at, item, place, person, vague, ms, effective_at,
           (book - inside + running)::bigint
      FROM near
), weighed AS (
    SELECT p.*,
           (a.rank IS NULL OR counting_inside(p.counted - p.book, p.book, p.counted,
                coalesce(i.cost, 0), a.quantity, a.percent, a.value, a.combine))
           AND (a.rank IS NOT NULL AND NOT %(own)s OR counting_inside(
                p.counted - p.book, p.book, p.counted, coalesce(i.cost, 0),
                %(quantity)s::bigint, %(percent)s::numeric, %(value)s::bigint, %(combine)s))
           AS inside
      FROM possible p JOIN catalog_item_view i ON i.id = p.item
      LEFT JOIN counting_allowance a ON a.place = p.place AND a.item = p.item
           AND a.people = ARRAY[p.person]
), chosen AS (
    SELECT stated, vague,
           count(DISTINCT book) FILTER (WHERE inside) AS insides,
           bool_or(book = counted) AS zero,
           (array_agg(t ORDER BY abs(extract(epoch FROM t - at)))
               FILTER (WHERE book = counted))[1] AS zero_t,
           (array_agg(t ORDER BY abs(extract(epoch FROM t - at))) FILTER (WHERE inside))[1]
               AS inside_t,
           min(book) FILTER (WHERE inside) AS inside_book
      FROM weighed GROUP BY stated, vague
), told AS (
    SELECT n.stated, jsonb_agg(jsonb_build_object(
               'posting', n.posting, 'at', n.effective_at, 'quantity', n.quantity)
               ORDER BY n.effective_at) AS evidence,
           sum(n.quantity) AS quantity, min(n.effective_at) AS at, max(n.ms) AS ms
      FROM near n GROUP BY n.stated
)
UPDATE counting_stated s
   SET doubtful = NOT (c.zero OR (c.insides = 1 AND NOT c.vague)),
       book = CASE WHEN c.zero THEN s.counted
                   WHEN c.insides = 1 AND NOT c.vague THEN c.inside_book ELSE s.book END,
       statable = NOT c.vague,
       stated_at = CASE WHEN c.vague THEN s.stated_at WHEN c.zero THEN c.zero_t
                        WHEN c.insides = 1 THEN c.inside_t ELSE s.stated_at END,
       notes = s.notes || jsonb_build_array(jsonb_build_object(
           'cause', CASE WHEN c.zero OR (c.insides = 1 AND NOT c.vague) THEN 'order_chosen'
                         ELSE 'doubt_within' END,
           'params', jsonb_build_object('at', t.at, 'quantity', t.quantity,
                                        'seconds', round(t.ms / 1000.0, 1)),
           'evidence', t.evidence))
  FROM chosen c JOIN told t ON t.stated = c.stated
 WHERE s.stated = c.stated
