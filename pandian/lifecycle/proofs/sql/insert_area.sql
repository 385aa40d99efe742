-- Keep what was said of an area at shift end.
INSERT INTO lifecycle_area_closed (site, event, place, empty, said_by, said_at)
VALUES (%(site)s, %(event)s, %(place)s, %(empty)s, %(actor)s, %(now)s)
