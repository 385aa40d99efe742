-- Note what was decided of some lines.
INSERT INTO lifecycle_recall_decision (site, recall, event, line, seq, decision)
SELECT %(site)s, %(recall)s, %(event)s, k.line, %(seq)s, %(decision)s
  FROM unnest(%(lines)s::integer[]) AS k (line)
