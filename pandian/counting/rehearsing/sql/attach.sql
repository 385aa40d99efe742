-- The rehearsal is the evidence of its version.
UPDATE counting_rehearsal SET attached = true WHERE id = %(id)s
