-- Whether an id stands for a report already, at any site.
SELECT p.site FROM counting_period p WHERE p.id = %(id)s LIMIT 1
