-- Draft a line for all that the book has and nobody has looked at.
INSERT INTO counting_draft (holding, place, item, lot, serial, status, owner, ms, book, verdict,
       ready, round, crowd, equal, people, ids, rounds, notes)
SELECT r.holding, r.place, r.item, r.lot, r.serial, r.status, r.owner, 0, r.book, 'uncounted',
       false, 0, 0, false, '{}', '{}', '[]', '[]'
  FROM counting_reach r WHERE r.book <> 0
