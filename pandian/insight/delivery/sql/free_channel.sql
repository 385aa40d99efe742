-- One channel that is on, locked, unless somebody else has it locked.
SELECT * FROM insight_channel WHERE site = %(site)s AND id = %(id)s AND active
   FOR UPDATE SKIP LOCKED
