-- Holds on which nobody decided for more than so many days, the oldest first.
SELECT 'document:' || d.id AS subject, d.changed_at AS since, d.changed_at AS news_at,
       1::bigint AS level, NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('document', d.id, 'number', d.number,
           'cause', coalesce(d.header ->> 'cause', ''), 'since', d.changed_at) AS facts
  FROM lifecycle_document d
 WHERE d.site = %(site)s AND d.kind = 'hold' AND d.state IN ('draft', 'held')
   AND d.changed_at < %(now)s::timestamptz - make_interval(days => %(days)s::integer)
 ORDER BY d.changed_at, d.id LIMIT %(limit)s
