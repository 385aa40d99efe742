-- What an event corrected, if it was a correction.
SELECT posting, line, event, document, wrong, "right"
  FROM lifecycle_correction WHERE site = %(site)s AND event = %(event)s
