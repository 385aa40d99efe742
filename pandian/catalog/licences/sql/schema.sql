-- Licences 证照: who holds what, for which goods and regions, from when until when; append-only.
CREATE TABLE catalog_licence (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site        integer NOT NULL,
    holder_kind text NOT NULL CHECK (holder_kind IN ('party', 'item', 'site', 'person')),
    holder      bigint NOT NULL CHECK (holder > 0),
    kind        text NOT NULL,
    number      text NOT NULL,
    issuer      text NOT NULL,
    categories  text[] NOT NULL,
    regions     text[] NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date CHECK (valid_to >= valid_from),
    digest      text NOT NULL CHECK (digest = '' OR digest ~ '^[0-9a-f]{64}$'),
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT catalog_licence_key UNIQUE (holder_kind, holder, kind, number, valid_from),
    CONSTRAINT catalog_licence_site CHECK ((holder_kind = 'site') = (site > 0)
                                           AND (holder_kind <> 'site' OR holder = site))
);
CREATE INDEX catalog_licence_ending ON catalog_licence (valid_to) WHERE valid_to IS NOT NULL;
CREATE TRIGGER catalog_licence_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog_licence
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
