-- Forget messages that ended long ago, with what they told; the alerts keep their own history.
WITH old AS (
    DELETE FROM insight_message WHERE ended_at < %(before)s RETURNING site, id
), gone AS (
    DELETE FROM insight_notice n USING old o WHERE n.site = o.site AND n.message = o.id
)
SELECT count(*) AS messages FROM old
