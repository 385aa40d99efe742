-- No back-up for more than so many hours (of a house that never made one: since its first fact),
-- the last one failed, or the last drill found a difference.
WITH fact AS MATERIALIZED (
    SELECT k.id, k.at, k.kind, k.data FROM kernel_fact k
     WHERE k.subject = %(backup)s AND k.at <= %(now)s
), made AS (
    SELECT coalesce((SELECT max(f.at) FROM fact f WHERE f.kind = 'backup.made'),
                    (SELECT k.at FROM kernel_fact k ORDER BY k.id LIMIT 1)) AS at
), last AS (
    SELECT f.* FROM fact f ORDER BY f.id DESC LIMIT 1
), drill AS (
    SELECT f.* FROM fact f WHERE f.kind = 'backup.drilled' ORDER BY f.id DESC LIMIT 1
), said AS (
    SELECT 'late' AS what, m.at AS since FROM made m
     WHERE m.at < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
    UNION ALL
    SELECT 'failed', l.at FROM last l
     WHERE l.kind IN ('backup.failed', 'backup.drill_failed')
    UNION ALL
    SELECT 'differs', d.at FROM drill d
     WHERE jsonb_array_length(CASE jsonb_typeof(d.data -> 'differs') WHEN 'array'
           THEN d.data -> 'differs' ELSE '[]' END) > 0
)
SELECT 'backup:' || s.what AS subject, s.since, s.since AS news_at, 1::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('what', s.what, 'since', s.since) AS facts
  FROM said s ORDER BY s.what LIMIT %(limit)s
