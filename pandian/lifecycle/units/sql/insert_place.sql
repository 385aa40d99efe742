-- Write where a unit stands from an instant on.
INSERT INTO lifecycle_unit_place (site, unit, event, parent, actor, at)
VALUES (%(site)s, %(unit)s, %(event)s, %(parent)s, %(actor)s, %(at)s)
