-- A count without a lot gives way to a finer one that the same person made after it.
UPDATE counting_seen s SET replaced = true
 WHERE s.mode = 'set' AND s.detail < s.finest AND EXISTS (
       SELECT 1 FROM counting_seen f
        WHERE f.person = s.person AND f.round = s.round AND f.place = s.place
          AND f.item = s.item AND f.n > s.n AND f.mode IN ('set', 'add')
          AND f.detail > s.detail
          AND (s.lot IS NULL OR f.lot = s.lot) AND (s.serial IS NULL OR f.serial = s.serial)
          AND (s.status IS NULL OR f.status = s.status)
          AND (s.owner IS NULL OR f.owner = s.owner))
