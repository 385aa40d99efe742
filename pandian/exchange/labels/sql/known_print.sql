-- The content of a job that is known by its id.
SELECT digest, site FROM exchange_print WHERE id = %(id)s
