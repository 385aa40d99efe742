-- Which of these plans are open, blind, and counted by this person himself.
SELECT w.id
  FROM unnest(%(sites)s::int[], %(plans)s::uuid[]) AS w (site, id)
 WHERE counting_blind_to(w.site, w.id, %(person)s)
