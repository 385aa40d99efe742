-- Make sure the bookmark is there.
INSERT INTO counting_bookmark (site, name, position) VALUES (%(site)s, %(name)s, 0)
    ON CONFLICT DO NOTHING
