-- Bind one code, or let an ended binding begin again.
INSERT INTO catalog_code_binding AS b (scheme, value, key, item_id, unit, valid_from, valid_to)
VALUES (%(scheme)s, %(value)s, %(key)s, %(item)s, %(unit)s, %(valid_from)s, NULL)
    ON CONFLICT (scheme, key, item_id, unit) DO UPDATE
   SET valid_to = NULL, value = excluded.value,
       valid_from = CASE WHEN b.valid_to IS NULL OR b.valid_to > excluded.valid_from
                         THEN least(b.valid_from, excluded.valid_from)
                         ELSE excluded.valid_from END
RETURNING (xmax = 0) AS created, valid_from
