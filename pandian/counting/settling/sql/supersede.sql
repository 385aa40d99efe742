-- A statement without lots gives way to statements by lot that were made after it.
DELETE FROM counting_stated c
 WHERE c.kind = 'coarse' AND EXISTS (
    SELECT 1 FROM counting_stated f
     WHERE f.holding <> 0 AND f.place = c.place AND f.item = c.item
       AND f.kind IN ('seen', 'single', 'found') AND (c.lot = -1 OR f.lot = c.lot)
       AND (f.round > c.round OR (f.person = c.person AND f.at > c.at)))
