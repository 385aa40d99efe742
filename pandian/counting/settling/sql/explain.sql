-- Say why: what moved since the instant of the count, what was found, what is missing.
UPDATE counting_judged j
   SET notes = j.notes
    || CASE WHEN s.book <> j.book THEN jsonb_build_array(jsonb_build_object(
            'cause', 'moved_since', 'params',
            jsonb_build_object('at', j.observed_at, 'quantity', s.book - j.book)))
       ELSE '[]' END
    || CASE WHEN j.book = 0 AND j.counted > 0 THEN jsonb_build_array(jsonb_build_object(
            'cause', 'found', 'params', jsonb_build_object('quantity', j.counted)))
            WHEN j.counted = 0 AND j.book <> 0 THEN jsonb_build_array(jsonb_build_object(
            'cause', 'missing', 'params', jsonb_build_object('quantity', j.book)))
       ELSE '[]' END
    || CASE WHEN j.ready THEN '[]' ELSE jsonb_build_array(jsonb_build_object(
            'cause', 'counting_goes_on')) END
  FROM counting_reach s
 WHERE s.holding = j.holding AND j.counted IS NOT NULL
   AND (s.book <> j.book OR (j.book = 0) <> (j.counted = 0) OR NOT j.ready)
