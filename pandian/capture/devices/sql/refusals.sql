-- What a device sent that was not stored, newest first.
SELECT q.given_id, q.seq, q.result, q.body, q.received_at
  FROM capture_quarantine q
 WHERE q.install = %(install)s
 ORDER BY q.id DESC
 LIMIT %(limit)s
