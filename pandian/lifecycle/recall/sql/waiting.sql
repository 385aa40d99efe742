-- Recalls that have something to do by themselves: opened ones, and those in effect.
SELECT d.site, d.id, d.state, d.version FROM lifecycle_document d
 WHERE d.kind = 'recall' AND d.state IN ('opened', 'effective', 'told', 'decided')
 ORDER BY d.created_at
