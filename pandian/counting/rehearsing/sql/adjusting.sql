-- The holdings from which counts book what they find: moves from and to them are no touches.
SELECT h.id FROM ledger_holding h
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.kind = 'gain_loss'
 WHERE h.site = %(site)s
 ORDER BY h.id
