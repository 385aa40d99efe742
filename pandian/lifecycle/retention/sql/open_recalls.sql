-- The numbers of the recalls that are open; a recall speaks at every site.
SELECT d.number FROM lifecycle_document d
 WHERE d.kind = 'recall' AND d.state <> ALL (ARRAY['closed', 'cancelled', 'reversed'])
 ORDER BY d.number
