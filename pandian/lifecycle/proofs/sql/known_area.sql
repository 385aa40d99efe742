-- Was this said of an area before?
SELECT event FROM lifecycle_area_closed WHERE site = %(site)s AND event = %(event)s
