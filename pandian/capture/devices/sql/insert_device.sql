-- A phone becomes a device; its storage is known from now on.
WITH opened AS (
    INSERT INTO capture_install AS i (id, actor, site, app_version, opened_at, last_seen_at)
    VALUES (%(install)s, %(person)s, %(site)s, %(version)s, %(now)s, %(now)s)
        ON CONFLICT (id) DO UPDATE
       SET actor = excluded.actor, site = excluded.site, app_version = excluded.app_version,
           last_seen_at = excluded.last_seen_at
)
INSERT INTO capture_device (id, install, site, person, name, persisted, enrolled_by, enrolled_at)
VALUES (%(device)s, %(install)s, %(site)s, %(person)s, %(name)s, %(persisted)s, %(actor)s,
        %(now)s)
