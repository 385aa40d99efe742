-- Keep which posted line an event corrected; a line is corrected once.
INSERT INTO lifecycle_correction (site, posting, line, event, document, wrong, "right")
VALUES (%(site)s, %(posting)s, %(line)s, %(event)s, %(document)s, %(wrong)s, %(right)s)
