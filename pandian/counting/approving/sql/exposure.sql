-- How much this count has brought to approval (waiting, or posted by approvals), how much was
-- approved at the site on the day of that midnight, and whether a chosen line repeats: the same
-- item at the same place was approved within some days.  All gross; approvals by rules count too.
WITH approved AS MATERIALIZED (
    SELECT a.posting, a.plan, a.approved_at FROM counting_approval a
     WHERE a.site = %(site)s
       AND (a.plan = %(plan)s OR a.approved_at >=
            least(%(midnight)s::timestamptz, %(since)s::timestamptz))
    UNION ALL
    SELECT a.posting, a.plan, a.approved_at FROM counting_auto_approval a
     WHERE a.site = %(site)s
       AND (a.plan = %(plan)s OR a.approved_at >=
            least(%(midnight)s::timestamptz, %(since)s::timestamptz))
), before AS (
    SELECT DISTINCT l.place, l.item
      FROM approved a JOIN counting_line l ON l.site = %(site)s AND l.posting = a.posting
     WHERE a.approved_at >= %(since)s::timestamptz
)
SELECT (SELECT coalesce(sum(abs(l.value)), 0) FROM counting_line l
         WHERE l.site = %(site)s AND l.plan = %(plan)s
           AND ((l.verdict = 'approval' AND l.posting IS NULL)
                OR l.posting IN (SELECT posting FROM approved WHERE plan = %(plan)s)))::bigint
           AS count_amount,
       (SELECT coalesce(sum(abs(l.value)), 0) FROM approved d
          JOIN counting_line l ON l.site = %(site)s AND l.posting = d.posting
         WHERE d.approved_at >= %(midnight)s::timestamptz
           AND d.approved_at < %(midnight)s::timestamptz + interval '1 day')::bigint AS day_amount,
       EXISTS (SELECT FROM counting_line l JOIN before b ON b.place = l.place AND b.item = l.item
                WHERE l.site = %(site)s AND l.id = ANY (%(lines)s::bigint[])) AS repeated
