-- Revoke a device; a second time only the wipe can be added.
UPDATE capture_device
   SET revoked_at = coalesce(revoked_at, %(now)s), revoked_by = coalesce(revoked_by, %(actor)s),
       reason = CASE WHEN revoked_at IS NULL THEN %(reason)s ELSE reason END,
       wipe = wipe OR %(wipe)s
 WHERE id = %(device)s
