-- The observations of a plan: of its tasks, or without a task at its places on its day; inside its
-- scope and not taken back.  Numbered in the order in which they were seen.  `read`: the serial was
-- read from its label (looked up row by row, for serials only).
INSERT INTO counting_seen (n, id, person, round, place, item, lot, serial, status, owner, mode,
       base, at, ms, detail, finest, received, read)
SELECT row_number() OVER (ORDER BY s.observed_at, s.seq, s.id), s.id, s.person, s.round, s.place,
       s.item, s.lot, s.serial, s.status, s.owner, s.mode, coalesce(s.base, 0), s.observed_at,
       s.uncertainty_ms, num_nonnulls(s.lot, s.serial, s.status, s.owner),
       max(num_nonnulls(s.lot, s.serial, s.status, s.owner))
           OVER (PARTITION BY s.person, s.round, s.place, s.item),
       s.received_at, s.mode <> 'empty' AND s.base > 0 AND i.id IS NOT NULL
  FROM (
    SELECT v.*, t.round FROM capture_seen_view v
      JOIN counting_task t ON t.site = %(site)s AND t.plan = %(plan)s AND t.id = v.task
     WHERE v.site = %(site)s AND v.task = ANY (ARRAY(
           SELECT id FROM counting_task WHERE site = %(site)s AND plan = %(plan)s))
    UNION ALL
    SELECT v.*, 0 FROM capture_seen_view v
     WHERE v.site = %(site)s AND v.task IS NULL AND v.observed_at >= %(counts_from)s
  ) AS s
  JOIN counting_plan_place p
    ON p.site = %(site)s AND p.plan = %(plan)s AND p.place = s.place
  LEFT JOIN LATERAL (SELECT v.id FROM capture_identity_view v
                      WHERE s.serial > 0 AND v.site = %(site)s AND v.id = s.id
                     OFFSET 0) AS i ON true
 WHERE s.tray = '' AND s.mode IN ('set', 'add', 'empty')
   AND (s.item = 0 OR %(items)s::bigint[] IS NULL OR s.item = ANY (%(items)s::bigint[]))
   AND (s.lot IS NULL OR %(lots)s::bigint[] IS NULL OR s.lot = ANY (%(lots)s::bigint[]))
   AND NOT EXISTS (SELECT 1 FROM capture_seen_view u
                    WHERE u.site = %(site)s AND u.undoes IS NOT NULL AND u.undoes = s.id
                      AND u.tray = ''
                      AND (u.person = s.person OR u.install = s.install OR u.supervisor))
