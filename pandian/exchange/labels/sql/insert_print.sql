-- Note one job and the things on its labels; nothing when the id is known already.
WITH made AS (
    INSERT INTO exchange_print (id, site, kind, size, dpi, code, module_um, output, printer,
                                template, copies, labels, reprinted, reason, digest, first,
                                actor, device)
    VALUES (%(id)s, %(site)s, %(kind)s, %(size)s, %(dpi)s, %(code)s, %(module_um)s, %(output)s,
            %(printer)s, %(template)s, %(copies)s, %(labels)s, %(reprinted)s, %(reason)s,
            %(digest)s, %(first)s, %(actor)s, %(device)s)
        ON CONFLICT (id) DO NOTHING
    RETURNING id, site
), listed AS (
    INSERT INTO exchange_print_label (print, number, site, subject, digest)
    SELECT made.id, given.number, made.site, given.subject, given.digest
      FROM made, unnest(%(subjects)s::text[], %(digests)s::text[]) WITH ORDINALITY
           AS given (subject, digest, number)
)
SELECT id FROM made
