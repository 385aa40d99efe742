-- Let the planner know how much the statements hold.
ANALYZE counting_said (place, item), counting_pair (said, holding), counting_stated (place, holding)
