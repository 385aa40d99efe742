-- Store a whole push: rows whose id is known are left alone.  Returns the ids that are new.
INSERT INTO capture_observation (site, id, install, seq, task, visit, person, supervisor,
       place_code, code, item_code, lot_code, serial_code, status_code, owner_code, mode,
       quantity, unit, factor, observed_at, uncertainty_ms, device_at, evidence, received_at,
       undoes, entry, condition, note, extra, body)
SELECT g.site, g.id, %(install)s, g.seq, g.task, g.visit, %(person)s, g.supervisor,
       g.place, g.code, g.item, g.lot, g.serial, g.status, g.owner, g.mode,
       g.quantity, g.unit, g.factor, g.observed_at, g.uncertainty_ms, g.device_at, g.evidence,
       %(received_at)s, g.undoes, g.entry, g.condition::text[], g.note, g.extra, g.body
  FROM unnest(
       %(sites)s::int[], %(ids)s::uuid[], %(seqs)s::bigint[], %(tasks)s::uuid[],
       %(visits)s::uuid[], %(supervisors)s::boolean[], %(places)s::text[], %(codes)s::text[],
       %(items)s::text[], %(lots)s::text[], %(serials)s::text[], %(statuses)s::text[],
       %(owners)s::text[], %(modes)s::text[], %(quantities)s::bigint[], %(units)s::text[],
       %(factors)s::bigint[], %(observed)s::timestamptz[], %(uncertainties)s::int[],
       %(device_at)s::timestamptz[], %(evidence)s::text[], %(undoes)s::uuid[],
       %(entries)s::text[], %(conditions)s::text[], %(notes)s::text[], %(extras)s::text[],
       %(bodies)s::bytea[])
       AS g (site, id, seq, task, visit, supervisor, place, code, item, lot, serial, status,
             owner, mode, quantity, unit, factor, observed_at, uncertainty_ms, device_at,
             evidence, undoes, entry, condition, note, extra, body)
 ORDER BY g.site, g.id
    ON CONFLICT (site, id) DO NOTHING
RETURNING id
