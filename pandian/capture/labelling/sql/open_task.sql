-- Open a label task for what an observation is understood as; an open one is found again.
INSERT INTO capture_label_task AS t (site, kind, observation, place, item, lot, serial, note,
       opened_by, opened_at)
SELECT r.site, %(kind)s, r.observation, r.place, r.item, coalesce(r.lot, 0),
       coalesce(r.serial, 0), %(note)s, %(actor)s, %(now)s
  FROM capture_resolution r
 WHERE r.observation = %(id)s AND r.item <> 0
    ON CONFLICT (site, kind, item, lot, serial, place) WHERE state = 'open'
       DO UPDATE SET note = CASE WHEN excluded.note = '' THEN t.note ELSE excluded.note END
RETURNING t.id, t.site, (xmax = 0) AS created
