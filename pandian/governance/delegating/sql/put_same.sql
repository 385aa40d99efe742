-- Two accounts, and all that were marked with either before, belong to one human.
WITH held AS (
    SELECT person FROM governance_same_person
     WHERE human IN (SELECT human FROM governance_same_person
                      WHERE person = ANY (%(people)s::text[]))
    UNION SELECT unnest(%(people)s::text[])
)
INSERT INTO governance_same_person (person, human, given_by, reason, at)
SELECT person, (SELECT min(person) FROM held), %(actor)s, %(reason)s, %(now)s FROM held
    ON CONFLICT (site, person) DO UPDATE
   SET human = excluded.human, given_by = excluded.given_by, reason = excluded.reason,
       at = excluded.at
