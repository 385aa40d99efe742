-- Every account of the human to whom each of these accounts belongs.
SELECT own.person, array_agg(other.person ORDER BY other.person) AS accounts
  FROM governance_same_person own
  JOIN governance_same_person other ON other.human = own.human
 WHERE own.person = ANY (%(people)s::text[])
 GROUP BY own.person
