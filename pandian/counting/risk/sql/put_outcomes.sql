-- Keep what each count found, with the exposures before it.
INSERT INTO counting_risk_outcome (site, assertion, holding, place, item, since, at, touches,
       receipts, lots, actors, touched, book, variance)
SELECT %(site)s, assertion, holding, place, item, since, upto, touches, receipts, lots, actors,
       touched, book, variance
  FROM counting_risk_span WHERE assertion <> 0
