-- Let the planner know how much the statements hold.
ANALYZE counting_seen, counting_said, counting_pair, counting_stated
