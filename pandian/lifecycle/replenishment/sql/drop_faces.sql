-- Take pick faces away.
DELETE FROM lifecycle_pick_face f
 USING unnest(%(places)s::text[], %(items)s::text[]) AS g (place, item)
 WHERE f.site = %(site)s AND f.place = g.place AND f.item = g.item
