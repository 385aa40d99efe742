-- Note the local postings of a recall.
INSERT INTO lifecycle_recall_posting (site, posting, recall_site, recall, event, lines, quantity)
SELECT k.site, k.posting, %(recall_site)s, %(recall)s, %(event)s, k.lines, k.quantity
  FROM unnest(%(sites)s::integer[], %(postings)s::uuid[], %(lines)s::integer[],
              %(quantities)s::bigint[]) AS k (site, posting, lines, quantity)
