-- Put something on the watch list.
INSERT INTO counting_watch (site, id, item, place, reason, until, actor, at)
VALUES (%(site)s, %(id)s, %(item)s, %(place)s, %(reason)s, %(until)s, %(actor)s, %(now)s)
