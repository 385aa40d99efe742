-- Let the planner know how much the drafts hold.
ANALYZE counting_draft (place, holding), counting_judged (place, holding, line)
