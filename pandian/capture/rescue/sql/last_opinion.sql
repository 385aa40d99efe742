-- The newest opinion of an observation that was replaced, and the act that did it.
SELECT p.site, p.observation, p.place, p.item, p.lot, p.serial, p.status, p.owner, p.base, p.tray,
       p.reason, p.act, p.actor, p.note, p.ref, r.task
  FROM capture_opinion p
  JOIN capture_resolution r ON r.site = p.site AND r.observation = p.observation
 WHERE p.site = %(site)s AND p.observation = %(id)s
 ORDER BY p.id DESC
 LIMIT 1
