-- Begin an import, or take up one that began before: its first instant stays.
INSERT INTO exchange_import (id, layout, site, digest, actor, started_at)
VALUES (%(id)s, %(layout)s, %(site)s, %(digest)s, %(actor)s, %(now)s)
    ON CONFLICT (id) DO UPDATE SET state = 'running', actor = excluded.actor
RETURNING started_at, state
