-- What the book has now of every judged holding, to say what moved since.
INSERT INTO counting_reach (holding, at)
SELECT holding, %(now)s FROM counting_judged WHERE holding <> 0 AND counted IS NOT NULL
