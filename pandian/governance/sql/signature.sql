-- Signatures 电子签名: who, printed name and role of that moment, meaning, content; append-only.
CREATE TABLE governance_signature (
    id           uuid PRIMARY KEY,
    person       bigint NOT NULL CHECK (person > 0),
    code         text NOT NULL,
    printed_name text NOT NULL,
    role         text NOT NULL,
    meaning      text NOT NULL,
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    subject      text NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX governance_signature_subject ON governance_signature (subject, at);
CREATE TRIGGER governance_signature_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON governance_signature
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
