-- Every account of the humans to whom these accounts belong.
SELECT other.person FROM governance_same_person own
  JOIN governance_same_person other ON other.human = own.human
 WHERE own.person = ANY (%(people)s::text[])
