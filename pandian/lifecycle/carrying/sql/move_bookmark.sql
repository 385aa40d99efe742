-- Remember how far a follower of the facts feed has come.
UPDATE lifecycle_bookmark SET position = %(position)s WHERE name = %(name)s
