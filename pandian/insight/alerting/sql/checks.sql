-- How the conditions of a site were last looked at, with how many alerts of each are open.
SELECT c.condition, c.at, c.found, c.failed_at, c.error,
       (SELECT count(*) FROM insight_alert a WHERE a.site = c.site AND a.condition = c.condition
           AND a.closed_at IS NULL) AS open
  FROM insight_check c WHERE c.site = %(site)s
