-- The pass as it stands, locked until the transaction ends.
SELECT site, id, reader, reader_kind, task, place, started_at, ended_at, person, open
  FROM capture_rfid_pass WHERE id = %(id)s FOR UPDATE
