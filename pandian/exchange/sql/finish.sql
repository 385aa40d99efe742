-- Note how an import ended.
UPDATE exchange_import
   SET state = %(state)s, report = %(report)s::jsonb, finished_at = clock_timestamp()
 WHERE id = %(id)s
