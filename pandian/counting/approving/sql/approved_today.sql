-- How much a site approved on the day that began at an instant, gross, by signatures and by rules.
SELECT coalesce(sum(abs(l.value)), 0)::bigint AS amount
  FROM (SELECT a.posting FROM counting_approval a
         WHERE a.site = %(site)s AND a.approved_at >= %(midnight)s::timestamptz
           AND a.approved_at < %(midnight)s::timestamptz + interval '1 day'
        UNION ALL
        SELECT a.posting FROM counting_auto_approval a
         WHERE a.site = %(site)s AND a.approved_at >= %(midnight)s::timestamptz
           AND a.approved_at < %(midnight)s::timestamptz + interval '1 day') AS d
  JOIN counting_line l ON l.site = %(site)s AND l.posting = d.posting
