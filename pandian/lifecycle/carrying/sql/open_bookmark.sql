-- Open the bookmark of a follower of the facts feed.
INSERT INTO lifecycle_bookmark (name) VALUES (%(name)s) ON CONFLICT (name) DO NOTHING
