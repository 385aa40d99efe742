-- End a watch that runs; none where it ended already or its day is over.
INSERT INTO counting_watch_ended (site, watch, actor, why, at)
SELECT w.site, w.id, %(actor)s, %(why)s, %(now)s FROM counting_watch w
 WHERE w.site = %(site)s AND w.id = %(watch)s AND w.until >= %(today)s
    ON CONFLICT DO NOTHING
