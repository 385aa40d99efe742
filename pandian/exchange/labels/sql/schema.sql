-- What was printed: each job with its maker and its check by scan, and the things on its labels.
CREATE TABLE exchange_print (
    id          uuid PRIMARY KEY,
    site        integer NOT NULL,
    kind        text NOT NULL,
    size        text NOT NULL,
    dpi         integer NOT NULL,
    code        text NOT NULL,
    module_um   integer NOT NULL CHECK (module_um >= 0),
    output      text NOT NULL,
    printer     text NOT NULL,
    template    text NOT NULL,
    copies      integer NOT NULL CHECK (copies > 0),
    labels      integer NOT NULL CHECK (labels > 0),
    reprinted   integer NOT NULL CHECK (reprinted BETWEEN 0 AND labels),
    reason      text NOT NULL,
    digest      text NOT NULL,
    first       text NOT NULL,
    actor       text NOT NULL,
    device      text NOT NULL,
    printed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    verified_at timestamptz,
    verified_by text NOT NULL DEFAULT '',
    verified    text NOT NULL DEFAULT '',
    scanned     text NOT NULL DEFAULT '',
    CHECK ((verified_at IS NULL) = (verified = ''))
);
CREATE INDEX exchange_print_newest ON exchange_print (site, printed_at DESC);
CREATE TABLE exchange_print_label (
    print   uuid NOT NULL REFERENCES exchange_print,
    number  integer NOT NULL,
    site    integer NOT NULL,
    subject text NOT NULL,
    digest  text NOT NULL,
    PRIMARY KEY (print, number)
);
CREATE INDEX exchange_print_label_subject ON exchange_print_label (site, subject);
