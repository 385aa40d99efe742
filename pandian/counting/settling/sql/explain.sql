-- Say why: what moved since the instant of the count, what was found, what is missing.
WITH array_of AS (
    SELECT array_agg(holding ORDER BY holding) AS holding,
           array_agg(%(now)s::timestamptz) AS at,
           array_agg(book ORDER BY holding) AS book
      FROM counting_judged WHERE holding <> 0 AND counted IS NOT NULL
), since AS (
    SELECT b.holding, b.book - a.book[b.n] AS moved
      FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
)
UPDATE counting_judged j
   SET notes = j.notes
    || CASE WHEN s.moved <> 0 THEN jsonb_build_array(jsonb_build_object('cause', 'moved_since',
            'params', jsonb_build_object('at', j.observed_at, 'quantity', s.moved)))
       ELSE '[]' END
    || CASE WHEN j.book = 0 AND j.counted > 0 THEN jsonb_build_array(jsonb_build_object(
            'cause', 'found', 'params', jsonb_build_object('quantity', j.counted)))
            WHEN j.counted = 0 AND j.book <> 0 THEN jsonb_build_array(jsonb_build_object(
            'cause', 'missing', 'params', jsonb_build_object('quantity', j.book)))
       ELSE '[]' END
    || CASE WHEN j.ready THEN '[]' ELSE jsonb_build_array(jsonb_build_object(
            'cause', 'counting_goes_on')) END
  FROM since s
 WHERE s.holding = j.holding AND j.counted IS NOT NULL
   AND (s.moved <> 0 OR (j.book = 0) <> (j.counted = 0) OR NOT j.ready)
