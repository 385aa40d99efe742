-- What one observation is understood as now.
SELECT r.place, r.item, r.lot, r.serial, r.status, r.owner, r.base, r.tray, r.reason
  FROM capture_resolution r WHERE r.site = %(site)s AND r.observation = %(id)s
