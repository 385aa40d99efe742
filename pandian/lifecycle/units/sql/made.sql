-- The unit that an event has placed.
SELECT unit, parent FROM lifecycle_unit_place WHERE site = %(site)s AND event = %(event)s
