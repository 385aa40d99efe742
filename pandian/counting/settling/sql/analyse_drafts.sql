-- Let the planner know how much the drafts hold.
ANALYZE counting_draft, counting_judged
