-- One look at a time at a site.
SELECT pg_advisory_xact_lock(hashtext('insight_alert'), %(site)s)
