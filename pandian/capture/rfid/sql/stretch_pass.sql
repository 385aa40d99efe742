-- A further part of a pass: its span grows, and it is done when this was the last part.
UPDATE capture_rfid_pass
   SET started_at = least(started_at, %(started_at)s), ended_at = greatest(ended_at, %(ended_at)s),
       open = open AND %(open)s
 WHERE site = %(site)s AND id = %(id)s
