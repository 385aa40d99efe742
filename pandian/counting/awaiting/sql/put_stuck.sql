-- Since when nobody may sign for these counts; somebody may for all others of the site.  Returns
-- those of which that is news.
WITH news AS (
    UPDATE counting_pending SET stuck_at = %(now)s
     WHERE site = %(site)s AND plan = ANY (%(plans)s::uuid[]) AND stuck_at IS NULL
    RETURNING plan, amount
), freed AS (
    UPDATE counting_pending SET stuck_at = NULL
     WHERE site = %(site)s AND plan = ANY (%(others)s::uuid[]) AND stuck_at IS NOT NULL
)
SELECT plan, amount FROM news
