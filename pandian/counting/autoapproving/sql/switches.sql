-- How the switch of approving by rule stands at sites: its last position.
SELECT DISTINCT ON (w.site) w.site, w.is_on, w.person, w.reason, w.at
  FROM counting_auto_switch w WHERE w.site = ANY (%(sites)s::int[])
 ORDER BY w.site, w.at DESC, w.id DESC
