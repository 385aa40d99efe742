-- Whether another channel of a site has a name.
SELECT 1 AS taken FROM insight_channel WHERE site = %(site)s AND name = %(name)s AND id <> %(id)s
