-- Switch a channel on or off.
UPDATE insight_channel
   SET active = %(active)s, version = version + 1, changed_at = %(now)s, changed_by = %(actor)s
 WHERE site = %(site)s AND id = %(id)s
