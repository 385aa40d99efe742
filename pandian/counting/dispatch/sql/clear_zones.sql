-- Forget the zones of a person.
DELETE FROM counting_zone_person WHERE site = %(site)s AND person = %(person)s
