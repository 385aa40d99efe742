-- What was watched at a site at an instant: an item anywhere (place 0), a place with all inside it
-- (item 0), or an item at a place with all inside it.
WITH RECURSIVE watch AS (
    SELECT w.item, w.place::bigint AS place FROM counting_watch w
     WHERE w.site = %(site)s AND w.at <= %(now)s::timestamptz AND w.until >= %(day)s::date
       AND NOT EXISTS (SELECT FROM counting_watch_ended e
                        WHERE e.site = w.site AND e.watch = w.id AND e.at <= %(now)s::timestamptz)
), inside AS (
    SELECT item, place FROM watch
    UNION
    SELECT i.item, p.id::bigint FROM inside i
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = i.place
     WHERE i.place <> 0
)
SELECT item, place FROM inside
