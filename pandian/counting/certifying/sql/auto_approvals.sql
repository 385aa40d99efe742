-- What a rule approved by itself, without a signature: by which version, up to what, which lines.
SELECT a.posting AS id, a.policy, a.code, a.version, a.name, a.amount, a.content_hash, a.lines,
       a.approved_at
  FROM counting_auto_approval a
 WHERE a.site = %(site)s AND a.plan = %(plan)s
 ORDER BY a.approved_at, a.posting
