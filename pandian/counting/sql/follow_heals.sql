-- How many posted lines late paper has healed at a site, all in all.
SELECT count(*) AS heals FROM counting_healed_view WHERE site = %(site)s
