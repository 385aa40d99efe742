-- I7 sealed 已封: every posting older than the grace is in a seal.
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'posting ' || p.id || ' of ' || p.recorded_at,
           'posting', p.id))
        FILTER (WHERE i.posting IS NULL))[1:50] AS broken
  FROM ledger_posting p
  LEFT JOIN ledger_seal_item i ON i.site = p.site AND i.posting = p.id
 WHERE p.site = ANY (%(sites)s::integer[])
   AND p.recorded_at < clock_timestamp() - %(grace)s::interval
