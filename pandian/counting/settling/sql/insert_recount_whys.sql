-- Say why places are counted again: by which version of the rule of recounts (none: by what the
-- count itself says), for how many lines.
INSERT INTO counting_task_why (site, task, place, rule, label_zh, label_en, policy, version,
       strategy, holdings, due_on, params)
SELECT k.site, k.task, k.place, coalesce(p.code || '/' || p.version, 'recount'),
       coalesce(nullif(p.label_zh, ''), '重盘'), coalesce(nullif(p.label_en, ''), 'recount'),
       p.id, coalesce(p.version, 0), 'recount', count(*),
       (%(now)s AT TIME ZONE %(zone)s)::date, '{}'
  FROM counting_task_key k
  LEFT JOIN counting_verdict v ON v.site = k.site AND v.line = k.line
  LEFT JOIN governance_policy_view p ON p.id = v.recount
 WHERE k.site = %(site)s AND k.task = ANY (%(tasks)s::uuid[])
 GROUP BY k.site, k.task, k.place, p.id, p.code, p.version, p.label_zh, p.label_en
