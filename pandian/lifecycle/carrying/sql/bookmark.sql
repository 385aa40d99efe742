-- Where a follower of the facts feed goes on from.
SELECT position FROM lifecycle_bookmark WHERE name = %(name)s
