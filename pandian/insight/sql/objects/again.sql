-- Sending again 重新发送: a failed message that somebody wants sent once more, under its own id.
-- `again`: how often somebody asked; `asked_at`: since when that waits for its turn.
ALTER TABLE insight_message
    ADD COLUMN again    integer NOT NULL DEFAULT 0 CHECK (again >= 0),
    ADD COLUMN asked_at timestamptz,
    ADD CONSTRAINT insight_message_asked
        CHECK (asked_at IS NULL OR state = 'failed' AND NOT trial AND again > 0);
CREATE INDEX insight_message_turn ON insight_message (site, channel, asked_at)
    WHERE asked_at IS NOT NULL;
CREATE INDEX insight_message_ended ON insight_message (site, channel, ended_at DESC, id DESC)
    WHERE state IN ('sent', 'failed');

-- Whether the alerts of a site concern a channel at all: its own, or one of the house's.
CREATE FUNCTION insight_reaches(c insight_channel, which integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT c.site = which AND which <> 0
        OR c.site = 0 AND (c.sites = '{}' OR which = ANY (c.sites))
$$;

-- Whether a channel was set to hear an alert that concerns it.
CREATE FUNCTION insight_hears(c insight_channel, a insight_alert) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (c.roles = '{}' OR c.roles && a.roles)
       AND (c.conditions = '{}' OR a.condition = ANY (c.conditions))
       AND (c.severities = '{}' OR a.severity = ANY (c.severities))
$$;

-- Whether the count or one of the places of an alert is being counted blind now.
CREATE FUNCTION insight_counted_blind(a insight_alert) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
           SELECT FROM counting_plan p
            WHERE p.site = a.site AND p.state = 'open' AND p.blind
              AND (p.id = a.plan OR EXISTS (
                   SELECT FROM counting_plan_place s
                    WHERE s.site = p.site AND s.plan = p.id AND s.place = ANY (a.places))))
$$;

-- Facts without those of these names, a JSON array or none.
CREATE FUNCTION insight_without(facts jsonb, names jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT facts - ARRAY (SELECT jsonb_array_elements_text(coalesce(names, '[]')))
$$;

-- How the last message of a channel ended that says whether it works: a trial that went says so
-- too, one that did not was only tried.
CREATE FUNCTION insight_last_ended(which_site integer, which_channel uuid)
RETURNS TABLE (state text, ended_at timestamptz, why text) LANGUAGE sql STABLE AS $$
    SELECT m.state, m.ended_at, m.why FROM insight_message m
     WHERE m.site = which_site AND m.channel = which_channel AND m.state IN ('sent', 'failed')
       AND (m.state = 'sent' OR NOT m.trial)
     ORDER BY m.ended_at DESC, m.id DESC LIMIT 1
$$;
