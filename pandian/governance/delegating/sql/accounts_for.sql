-- Every account that counts as each of these people's at a site: own ones, and those of people for
-- whom he stands in.
SELECT w.person, governance_accounts(w.person, %(site)s, %(at)s) AS accounts
  FROM unnest(%(people)s::text[]) AS w (person)
