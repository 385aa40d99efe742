-- How much this count has brought to approval (waiting, or posted by approvals), how much was
-- approved at the site since its midnight, and whether a chosen line repeats: the same item at
-- the same place was approved within some days.  All gross.
WITH day AS (
    SELECT a.posting FROM counting_approval a
     WHERE a.site = %(site)s AND a.approved_at >= %(midnight)s
), plan AS (
    SELECT a.posting FROM counting_approval a WHERE a.site = %(site)s AND a.plan = %(plan)s
), before AS (
    SELECT DISTINCT l.place, l.item
      FROM counting_approval a
      JOIN counting_line l ON l.site = a.site AND l.posting = a.posting
     WHERE a.site = %(site)s AND a.approved_at >= %(since)s
)
SELECT (SELECT coalesce(sum(abs(l.value)), 0) FROM counting_line l
         WHERE l.site = %(site)s AND l.plan = %(plan)s
           AND ((l.verdict = 'approval' AND l.posting IS NULL)
                OR l.posting IN (SELECT posting FROM plan)))::bigint AS count_amount,
       (SELECT coalesce(sum(abs(l.value)), 0) FROM day d
          JOIN counting_line l ON l.site = %(site)s AND l.posting = d.posting)::bigint
           AS day_amount,
       EXISTS (SELECT FROM counting_line l JOIN before b ON b.place = l.place AND b.item = l.item
                WHERE l.site = %(site)s AND l.id = ANY (%(lines)s::bigint[])) AS repeated
