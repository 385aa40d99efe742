-- Note what a part of a pass adds: readings, and places that it covered.
UPDATE capture_rfid_pass
   SET reads = reads + %(reads)s,
       places = ARRAY(SELECT unnest(places) UNION SELECT unnest(%(places)s::text[]) ORDER BY 1)
 WHERE site = %(site)s AND id = %(id)s
