-- What became of an order: the study that it made, or why none; when the next one begins.
UPDATE counting_sample_order
   SET state = %(state)s, starts_at = %(starts_at)s, study = coalesce(%(study)s::uuid, study),
       said = %(said)s::jsonb
 WHERE site = %(site)s AND id = %(id)s
