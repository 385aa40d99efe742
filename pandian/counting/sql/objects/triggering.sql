-- Requests of stages that a rule on triggers kept back 未触发: which version of which rule, and why.
-- Insert only; such a request never gets a task.
CREATE TABLE counting_request_silenced (
    site    integer NOT NULL,
    request uuid    NOT NULL,
    policy  uuid    NOT NULL,
    code    text    NOT NULL,
    version integer NOT NULL,
    why     text    NOT NULL CHECK (why IN ('silent', 'cooldown', 'per_day')),
    at      timestamptz NOT NULL,
    PRIMARY KEY (site, request)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_request_silenced
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
