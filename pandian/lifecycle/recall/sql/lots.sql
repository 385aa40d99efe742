-- What a recall is about, with the last decision of each line.
SELECT r.line, r.item, r.lot, r.serial, coalesce((
       SELECT c.decision FROM lifecycle_recall_decision c
        WHERE c.site = r.site AND c.recall = r.recall AND c.line = r.line
        ORDER BY c.seq DESC LIMIT 1), '') AS decision
  FROM lifecycle_recall_lot r
 WHERE r.site = %(site)s AND r.recall = %(recall)s
 ORDER BY r.line
