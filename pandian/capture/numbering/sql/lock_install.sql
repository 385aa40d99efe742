-- Lock a known device.
SELECT id, actor, site, state, last_seq, acked_seq, offset_ms
  FROM capture_install WHERE id = %(install)s FOR UPDATE
