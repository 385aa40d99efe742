-- Write drafts: a new version, or the draft that is already the newest changed in place.
INSERT INTO governance_policy AS held (site, id, kind, code, version, label_zh, label_en, content,
       control, content_hash, reason, author, created_at, changed_at, ends_at)
SELECT %(site)s, %(id)s, %(kind)s, %(code)s, %(version)s, %(label_zh)s, %(label_en)s,
       %(content)s::text::jsonb, %(control)s::text::jsonb, %(content_hash)s, %(reason)s,
       %(author)s, %(now)s, %(now)s, %(ends_at)s::timestamptz
    ON CONFLICT (site, id) DO UPDATE
   SET label_zh = excluded.label_zh, label_en = excluded.label_en, content = excluded.content,
       control = excluded.control, content_hash = excluded.content_hash,
       reason = excluded.reason, changed_at = excluded.changed_at, ends_at = excluded.ends_at,
       waived_at = NULL, waived_by = '', waiver = '', waiver_signature = NULL
