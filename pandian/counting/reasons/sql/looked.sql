-- Up to when the late paper of a site was looked at.
SELECT looked_at FROM counting_late_look WHERE site = %(site)s FOR UPDATE
