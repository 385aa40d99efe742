-- What a person has put away of his inbox, and up to which state: news of the same thing shows
-- again.  待办已阅
CREATE TABLE counting_inbox_read (
    site    integer NOT NULL,
    person  text    NOT NULL,
    kind    text    NOT NULL,
    subject text    NOT NULL,
    seen_to timestamptz NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (site, person, kind, subject)
);
