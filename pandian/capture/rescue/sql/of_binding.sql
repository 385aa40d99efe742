-- The opinions that one binding ended and that nothing else has touched since.
SELECT p.site, p.observation, p.place, p.item, p.lot, p.serial, p.status, p.owner, p.base, p.tray,
       p.reason, p.act, p.actor, p.note, p.ref, r.task
  FROM capture_opinion p
  JOIN capture_resolution r ON r.site = p.site AND r.observation = p.observation
 WHERE p.ref = %(ref)s
   AND NOT EXISTS (SELECT 1 FROM capture_opinion n
                    WHERE n.site = p.site AND n.observation = p.observation AND n.id > p.id)
 ORDER BY p.site, p.observation
   FOR UPDATE OF r
