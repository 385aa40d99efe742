-- Set the switch of a site.
INSERT INTO counting_auto_switch (site, id, is_on, person, reason, at)
VALUES (%(site)s, %(id)s, %(is_on)s, %(person)s, %(reason)s, %(now)s)
