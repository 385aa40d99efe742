-- The next order whose instant has come, under lock; one that another worker holds is his.
SELECT o.site, o.id, o.request, o.starts_at, o.every_months, o.draws, o.made_by
  FROM counting_sample_order o
 WHERE o.state = 'waiting' AND o.starts_at <= %(now)s AND o.site = ANY (%(sites)s::integer[])
 ORDER BY o.starts_at, o.id
 LIMIT 1 FOR UPDATE SKIP LOCKED
