-- Keep a line of the training record.
INSERT INTO counting_skill (site, person, skill, trained_on, valid_to, evidence, made_by, made_at)
VALUES (%(site)s, %(person)s, %(skill)s, %(trained_on)s, %(valid_to)s, %(evidence)s, %(actor)s,
       %(now)s)
    ON CONFLICT (site, person, skill, trained_on) DO UPDATE
   SET valid_to = excluded.valid_to, evidence = excluded.evidence
