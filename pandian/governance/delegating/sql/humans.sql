-- To which human these accounts belong, where somebody marked them.
SELECT person, human FROM governance_same_person WHERE person = ANY (%(people)s::text[])
 ORDER BY person
